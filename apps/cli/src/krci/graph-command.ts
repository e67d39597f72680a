import { basename } from 'node:path';
import {
  drawDot,
  drawingOf,
  drawJson,
  drawMermaid,
  renderGraphPage,
  type Framework,
} from '@gait/agents';
import { CodedError, findNearest, prettyJson } from '@gait/canon';
import { boolFlag, defineCommand, listFlag, textFlag } from '../command.ts';
import { namesOf } from './name-list.ts';
import { openFramework } from './open-framework.ts';
import { writePage } from './write-page.ts';

const FORMATS = ['mermaid', 'dot', 'json'] as const;

/** `krci-ai graph`: what needs what. */
export const command = defineCommand({
  path: ['graph'],
  explain: 'Draws agents, tasks, templates, data, skills and MCP servers, and what needs what.',
  flags: {
    agent: listFlag({ help: 'only what these agents reach; may be repeated' }),
    format: textFlag({ help: FORMATS.join(', '), value: 'FORMAT', default: 'mermaid' }),
    html: textFlag({ help: 'write a page to look at, in one file', value: 'FILE' }),
    force: boolFlag({ help: 'replace what is there and is no page', short: 'f' }),
  },
  example: 'krci-ai graph --agent dev --format dot | dot -Tsvg > dev.svg',
  run(context, { flags, json }) {
    const format = FORMATS.find((known) => known === flags.format);
    if (format === undefined) {
      throw new CodedError('flag_invalid', `unknown format: ${flags.format}`, {
        hint: `one of ${FORMATS.join(', ')}`,
        where: { field: '--format' },
      });
    }
    const { framework, root } = openFramework(context);
    const names = namesOf(flags.agent, '--agent');
    const agents =
      names.length === 0 ? undefined : names.map((name) => agentNamed(framework, name));
    const drawing = drawingOf(framework.graph, agents);
    if (flags.html !== '') {
      const file = flags.html;
      const page = renderGraphPage({ project: basename(root), drawing });
      writePage(context, { root, file, force: flags.force }, page);
      const { nodes, edges } = drawing;
      return {
        exit: 0,
        json: { ok: true, html: file, nodes: nodes.length, edges: edges.length },
        text: (paint) => [
          paint.verdict(true, `${file}: ${nodes.length} nodes, ${edges.length} links`),
        ],
      };
    }
    return {
      exit: 0,
      json: { ok: true, ...(json === true ? drawJson(drawing) : {}) },
      text: () => {
        if (format === 'json') return prettyJson(drawJson(drawing)).trimEnd().split('\n');
        return format === 'dot' ? drawDot(drawing) : drawMermaid(drawing);
      },
    };
  },
});

/** The id of an agent by its short name, whatever its case. */
function agentNamed({ agents }: Framework, name: string): string {
  for (const [id, { short }] of agents) if (short === name) return id;
  for (const [id, { short }] of agents) if (short.toLowerCase() === name.toLowerCase()) return id;
  const known = [...agents.values()].map(({ short }) => short);
  const nearest = findNearest(name, known);
  throw new CodedError('agent_unknown', `there is no agent ${name}`, {
    hint: nearest === undefined ? 'krci-ai list agents shows them' : `did you mean ${nearest}`,
  });
}
