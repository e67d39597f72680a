import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchedCalls } from '../testing/watched-calls.ts';

test('a state that is changed while it is read is read again at the next look', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-switch-'));
  try {
    const told = watchedCalls(`
      const { openKillSwitch } = await load('kill-switch/open-kill-switch.ts');
      const { changeKillSwitch } = await load('kill-switch/kill-switch-store.ts');
      const path = ${JSON.stringify(join(folder, 'state.json'))};
      const state = (...entries) => JSON.stringify({
        schema_id: 'gait.gate.kill_switch_state', schema_version: '1.0.0',
        created_at: '2026-06-03T12:00:00Z', updated_at: '2026-06-03T12:00:00Z', producer_version: 'x',
        entries: entries.map((tool) => ({ entry_id: tool, status: 'active', created_at: '2026-06-03T12:00:00Z', reason: 'r', actor: 'a', tool_name: tool })),
      });
      real.writeFileSync(path, state());
      const look = openKillSwitch(path);
      const seen = () => { const { state, fault } = look(); return fault?.code ?? state.entries.length; };
      let asked = 0;
      watch = (name, what) => {
        if (name !== 'stat' || what !== path) return;
        asked += 1;
        // The first look asked, read, and now asks whether it is still the same.
        if (asked === 2) real.writeFileSync(path, state('tool.write'));
      };
      tell(seen());
      tell(seen());
      tell(asked > 2);`);
    expect(told).toEqual([0, 1, true]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
