/** A voice memo while it is spoken. Each second goes down as it comes: a call that ends the page costs no more than one. At the first
 *  that cannot be kept the recording ends; what went down before stays. */

const RATE = 32_000; // bits a second: speech
const SPOKEN = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

type Keep = (number: number, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;

export class Memo {
  size = 0; // of what went down
  full = false; // a second of it could not be kept
  readonly type: string;
  /** It has ended, and what could be kept of it is. */
  readonly ended: Promise<void>;
  private readonly recorder: MediaRecorder;
  private heard = 0;
  private pieces = 0;
  private down: Promise<void> = Promise.resolve();

  constructor(
    stream: MediaStream,
    private readonly keep: Keep,
    private readonly most: number,
  ) {
    const mimeType = SPOKEN.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE });
    this.recorder.ondataavailable = ({ data }) => this.hear(data);
    const stopped = new Promise((done) => this.recorder.addEventListener("stop", done, { once: true }));
    this.ended = stopped.then(() => {
      for (const track of stream.getTracks()) track.stop();
      return this.down;
    });
    this.recorder.start(1000);
    this.type = this.recorder.mimeType.split(";")[0] || "audio/webm";
  }

  stop(): Promise<void> {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    return this.ended;
  }

  private hear(data: Blob): void {
    if (!data.size) return;
    this.heard += data.size;
    this.down = this.down.then(() => this.put(data));
    if (this.heard > this.most - RATE) void this.stop();
  }

  private async put(data: Blob): Promise<void> {
    if (this.full) return; // what came after a gap would not be heard as it was said
    try {
      await this.keep(this.pieces++, new Uint8Array(await data.arrayBuffer()));
      this.size += data.size;
    } catch {
      this.full = true;
      void this.stop();
    }
  }
}
