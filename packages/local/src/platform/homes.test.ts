import { expect, test } from 'bun:test';
import { cacheHome, configHome, stateHome } from './homes.ts';

test('Linux follows XDG and ignores relative values', () => {
  const linux = { env: {}, home: '/home/u', platform: 'linux' } as const;
  expect([configHome(linux), stateHome(linux)]).toEqual([
    '/home/u/.config/gait',
    '/home/u/.local/state/gait',
  ]);
  expect(cacheHome(linux)).toBe('/home/u/.cache/gait');
  const env = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative' };
  expect([configHome({ ...linux, env }), stateHome({ ...linux, env })]).toEqual([
    '/c/gait',
    '/home/u/.local/state/gait',
  ]);
});

test('macOS uses Application Support unless XDG is set', () => {
  const mac = { env: {}, home: '/Users/u', platform: 'darwin' } as const;
  expect(configHome(mac)).toBe('/Users/u/Library/Application Support/gait');
  expect(stateHome(mac)).toBe('/Users/u/Library/Application Support/gait/State');
  expect(stateHome({ ...mac, env: { XDG_STATE_HOME: '/s' } })).toBe('/s/gait');
  expect(cacheHome(mac)).toBe('/Users/u/Library/Caches/gait');
});

test('Windows keeps settings in the roaming and state in the local folder', () => {
  const windows = {
    env: { APPDATA: String.raw`C:\U\u\Roam` },
    home: String.raw`C:\U\u`,
    platform: 'win32',
  } as const;
  expect(configHome(windows)).toBe(String.raw`C:\U\u\Roam\gait`);
  expect(stateHome(windows)).toBe(String.raw`C:\U\u\AppData\Local\gait`);
});
