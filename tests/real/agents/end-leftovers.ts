import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends what a tool left running, such as the server of Cline: processes that name the folder of
 * this test in their arguments or environment, and no others.
 */
export async function endLeftovers(folder: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < 5; round++) {
    const left = readdirSync('/proc')
      .filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid)
      .filter((pid) => names(pid, folder));
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(Number(pid), round < 2 ? 'SIGTERM' : 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await Bun.sleep(200);
  }
}

function names(pid: string, folder: string): boolean {
  try {
    return ['cmdline', 'environ'].some((file) =>
      readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(`${folder}/`),
    );
  } catch {
    return false;
  }
}
