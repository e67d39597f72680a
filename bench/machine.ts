import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What a measurement ran on, without names that tell whose machine it was. */
export function describeMachine(): Readonly<Record<string, unknown>> {
  const processors = cpus();
  return {
    platform: platform(),
    release: release(),
    arch: arch(),
    processor: processors[0]?.model ?? 'unknown',
    processors: processors.length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    bun: process.versions['bun'],
    load_1_minute: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
