import type { Installation } from './installation';

/** Tells the journal of an engagement as it grows, one line an entry, in the product's own time. */
export class Teller {
  private told = 0;

  constructor(
    private readonly installation: Installation,
    private readonly engagementId: string,
    private readonly print: (line: string) => void,
  ) {}

  async tell(): Promise<void> {
    const entries = await this.installation.journal(this.engagementId);
    for (const entry of entries.slice(this.told)) {
      const urgent = entry.kind.startsWith('escalation') || entry.kind === 'promiseBroken';
      this.print(`${entry.at.slice(0, 16).replace('T', ' ')}  ${urgent ? '!' : ' '} ${entry.summary}`);
    }
    this.told = entries.length;
  }
}
