import { closeSync, openSync, readSync } from 'node:fs';

/** Copies what is appended to a file, until the function that it gives is called. */
export function follow(file: string, destination: NodeJS.WritableStream): () => void {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(65_536);
  const copy = (): void => {
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
      destination.write(Buffer.from(buffer.subarray(0, read)));
    }
  };
  const timer = setInterval(copy, 50);
  return () => {
    clearInterval(timer);
    copy();
    closeSync(descriptor);
  };
}
