/** The same text on its own: what is cut out of a larger one keeps the whole of it in memory. */
export const detached = (text: string): string => ` ${text}`.slice(1);
