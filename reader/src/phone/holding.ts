/** Hold a lock until it is released; null where another tab has it. */
export function holding(lock: string): Promise<(() => void) | null> {
  return new Promise((held) => {
    void navigator.locks.request(lock, { ifAvailable: true }, (free) => {
      if (!free) return held(null);
      return new Promise<void>((release) => held(release));
    });
  });
}
