/** The line for a ticket that names a run and how to check it (gait-formats §2.7). */

const FOOTER =
  /^GAIT run_id=([A-Za-z0-9_-]+) manifest=sha256:([a-f0-9]{64}) verify="gait verify ([A-Za-z0-9_-]+)"$/;

/** What a ticket footer says. */
export interface TicketFooter {
  readonly runId: string;
  /** 64 hex digits. */
  readonly manifestDigest: string;
}

/** Writes the line, without newline. A run id outside letters, digits, `_` and `-` gives a line that does not parse. */
export function formatTicketFooter({ runId, manifestDigest }: TicketFooter): string {
  return `GAIT run_id=${runId} manifest=sha256:${manifestDigest} verify="gait verify ${runId}"`;
}

/** Reads the line; undefined when it is none, or when it names two runs. */
export function parseTicketFooter(line: string): TicketFooter | undefined {
  const found = FOOTER.exec(line);
  if (found === null || found[1] !== found[3]) return undefined;
  return { runId: found[1] as string, manifestDigest: found[2] as string };
}
