import { prettyJson } from '@gait/canon';
import { defineCommand, textFlag } from '../command.ts';
import type { Context } from '../context.ts';
import { BUILD } from '../version.ts';

/** `krci-ai version`: this build, the framework in it, and what it runs on. */
export const command = defineCommand({
  path: ['version'],
  explain: 'Prints the version of this executable and of the framework that it carries.',
  flags: {
    output: textFlag({ help: 'json; anything else prints text', value: 'FORMAT', short: 'o' }),
  },
  positionals: [
    { name: 'nothing', help: 'further words are not looked at', optional: true, rest: true },
  ],
  example: 'krci-ai version -o json',
  run(context, { flags }) {
    const about = describe(context);
    return {
      exit: 0,
      json: { ok: true, ...about },
      text: (paint) =>
        flags.output === 'json'
          ? prettyJson(about).trimEnd().split('\n')
          : [`krci-ai ${about.version}`, ...paint.pairs(about)],
    };
  },
});

/** The keys that scripts written for the existing tool read. */
function describe(context: Context) {
  const { bun, node } = process.versions;
  return {
    version: context.version,
    commit: BUILD.commit,
    date: BUILD.date,
    built_by: BUILD.builtBy,
    // The framework travels in the executable and has its version.
    framework: context.version,
    go_version: 'none',
    runtime: bun === undefined ? `node ${node}` : `bun ${bun}`,
    platform: `${context.platform === 'win32' ? 'windows' : context.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  };
}
