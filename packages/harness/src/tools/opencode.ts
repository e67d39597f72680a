import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, MARKDOWN_EXPANDS, place, SHARED_SKILLS, skillsIn } from './places.ts';

export const opencode: Harness = {
  id: 'opencode',
  title: 'OpenCode',
  aliases: ['opencode-ai'],
  signs: ['.opencode', 'opencode.json', 'opencode.jsonc'],
  rules: cell(AGENTS_FILE),
  agents: cell(
    place('.opencode/agents/{name}.md', 'front_matter', { head: ['description', 'mode_all'] }),
  ),
  commands: cell(
    place('.opencode/commands/{name}.md', 'front_matter', {
      head: ['description'],
      input: '$ARGUMENTS',
      expands: MARKDOWN_EXPANDS,
    }),
  ),
  skills: cell(SHARED_SKILLS, skillsIn('.opencode/skills')),
  mcp: cell(place('opencode.json', 'json')),
  legacy: [],
  outdatedHooks: {
    // The present version looks for programs in both.
    folders: ['.opencode/plugin', '.opencode/plugins'],
    files: /\.[cm]?[jt]sx?$/u,
    hooks: [
      { name: 'tool.execute.before', becomes: 'tool.hook("execute.before"' },
      { name: 'tool.execute.after', becomes: 'tool.hook("execute.after"' },
    ],
    since: 'OpenCode 2',
    form: 'export default Plugin.define({ id, async setup(ctx) { await ctx.HOOK, async (event) => { … }) } }) from "@opencode/plugin"; input.tool is event.tool, output.args is event.input, to throw still refuses; tools and their arguments have other names, the shell is "shell" and no longer "bash"',
  },
  toolGrants: true,
};
