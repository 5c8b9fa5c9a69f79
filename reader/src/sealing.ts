/** Sealing what stays in this browser: AES-256-GCM, a nonce of 12 bytes before it. */

const NONCE = 12;

/** A key from 32 bytes. It is never given out again. */
export function keyOf(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** `about` is bound in: what is sealed as one thing does not open as another. */
export async function seal(key: CryptoKey, plain: Uint8Array<ArrayBuffer>, about: string): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const way = { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(about) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(way, key, plain));
  const box = new Uint8Array(NONCE + sealed.length);
  box.set(nonce);
  box.set(sealed, NONCE);
  return box;
}

/** What is in a box, or null where the key is another or the box was altered. */
export async function unseal(key: CryptoKey, box: Uint8Array<ArrayBuffer>, about: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const way = { name: "AES-GCM", iv: box.slice(0, NONCE), additionalData: new TextEncoder().encode(about) };
  return crypto.subtle.decrypt(way, key, box.slice(NONCE)).then((plain) => new Uint8Array(plain), () => null);
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Text as bytes, and back. */
export const written = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
export const readOut = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
