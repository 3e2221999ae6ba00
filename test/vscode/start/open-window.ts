export interface OpenWindow {
  /** What to tell a person: an address, or the folder that a window of the desktop shows. */
  readonly where: string;
  /** Settles when the person has closed it; never, where that cannot be seen. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}
