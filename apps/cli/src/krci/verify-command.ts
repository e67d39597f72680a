import { boolFlag, defineCommand } from '../command.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { openInstallPlace } from './install/install-place.ts';
import { inspectProject } from './install/inspect-project.ts';
import { finishEarlier } from './install/project-state.ts';
import { acceptedLines, findingLines, statusJson } from './status-command.ts';

const FOUND = 2;

/** `krci-ai verify`: whether what is there is what was installed. */
export const command = defineCommand({
  path: ['verify'],
  explain:
    'Holds every file against the lock: changed, missing, foreign; checks signature, store and audit.',
  flags: {
    ...CHECKING_FLAGS,
    'allow-foreign': boolFlag({ help: "agents and assets of the project's own are no finding" }),
  },
  positionals: [],
  example: 'krci-ai verify --public-key publisher.pub',
  notes: [
    'With a key or trust file a lock without a right signature is a finding.',
    'Exit status: 0 all is as the lock says, 2 findings, 6 the lock cannot be read.',
  ],
  async run(context, { flags }) {
    const keys = await loadTrusted(context, flags, 'standard');
    const place = openInstallPlace(context);
    const earlier = finishEarlier(context, place);
    const inspected = inspectProject(place.root, keys);
    const findings = inspected.findings.filter(
      ({ code }) => !flags['allow-foreign'] || code !== 'agent_file_foreign',
    );
    const found = { ...inspected, findings };
    const ok = findings.length === 0;
    return {
      exit: ok ? 0 : FOUND,
      json: { ok, ...statusJson(found), ...(earlier === undefined ? {} : { earlier }) },
      text: (paint) => [
        paint.verdict(
          ok,
          ok
            ? `${found.lock?.files.length ?? 0} files are as the lock says`
            : `${findings.length} differences from the lock`,
        ),
        ...findingLines(found, paint),
        ...acceptedLines(inspected.lock, paint),
        ...(findings.some(({ code }) => code === 'agent_file_changed')
          ? [paint.dim('krci-ai accept FILE takes an edit into the lock')]
          : []),
        ...paint.pairs({ signature: inspected.signature?.status }),
      ],
    };
  },
});
