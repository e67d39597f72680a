import { verbs } from '../services/use-service.ts';
import type { Row, Spec } from '../row.ts';
import {
  readApi,
  readCheckout,
  readDiscussion,
  readGithubClone,
  readRelease,
} from './read-github.ts';

const READS = 'list ls view status checks diff show watch browse search get trace ci-view';
const WRITES =
  'create new edit update comment note close reopen ready approve review merge rerun run enable disable fork sync rename develop pin unpin lock unlock transfer retry set play subscribe unsubscribe rebase upload';
/** What only writes where the repository's people talk, and is taken back as easily. */
const DISCUSSES = 'create new comment note edit update close reopen ready review';
const DELETES = 'delete remove archive unarchive cancel';

/** Row of a client of a forge. */
function forge(service: string): Row {
  const options: Spec['options'] = {
    value:
      '-R --repo -t --title -b --body -m --message -B --base -H --head -l --label -a --assignee -r ' +
      '--reviewer -q --jq --json -L --limit -s --state -S --search --template -X --method -f ' +
      '--raw-field --field --hostname -n --notes -w --workflow --branch --commit --job --milestone',
    read: '--body-file --notes-file --input -F --env-file --recover',
    writeTree: '-D --dir -O --output',
  };
  const thing: Spec = {
    lenient: true,
    subs: {
      ...verbs(service, 'read', READS),
      ...verbs(service, 'write', WRITES),
      ...verbs(service, 'delete', DELETES),
      checkout: { lenient: true, read: readCheckout },
      co: { lenient: true, read: readCheckout },
      clone: { lenient: true, read: readGithubClone },
      download: { lenient: true, always: ['work', `use:${service}:read:download`] },
    },
  };
  const discussed = Object.fromEntries(
    DISCUSSES.split(' ').map((verb) => [
      verb,
      {
        lenient: true,
        options: {
          flag: '--approve --delete-branch --admin --recover',
          ...(verb === 'review' ? { flag: '-a --approve -c --comment -r --request-changes' } : {}),
        },
        read: readDiscussion(verb),
      },
    ]),
  ) satisfies Record<string, Spec>;
  return {
    about: 'reads and changes issues, changes and releases of a forge; gives out its token',
    lenient: true,
    options,
    subs: {
      'pr issue mr': { lenient: true, subs: { ...thing.subs, ...discussed } },
      'repo run workflow label ci pipeline milestone cache snippet project ruleset codespace variable deploy-key org job incident':
        thing,
      gist: {
        lenient: true,
        subs: {
          ...verbs(service, 'read', 'list view'),
          ...verbs(service, 'delete', 'delete'),
          'create edit': {
            lenient: true,
            operands: ['read'],
            always: [`use:${service}:write:gist`],
          },
        },
      },
      release: {
        lenient: true,
        subs: {
          ...verbs(service, 'read', 'list view'),
          'create upload edit': { lenient: true, read: readRelease },
          ...verbs(service, 'delete', 'delete delete-asset'),
          download: { lenient: true, always: ['work', `use:${service}:read:download`] },
        },
      },
      api: {
        lenient: true,
        options: {
          value: '-X --method -f --raw-field -F --field -H --header -q --jq -t --template --cache',
          read: '--input',
        },
        read: readApi,
      },
      auth: {
        lenient: true,
        subs: {
          status: {
            lenient: true,
            modes: [{ when: '-t --show-token', always: [`use:${service}:read:secret`] }],
            always: [`use:${service}:read:status`],
          },
          token: { lenient: true, always: [`use:${service}:read:secret`] },
          'login logout refresh setup-git switch': {
            lenient: true,
            always: [`use:${service}:write:auth`, 'execute'],
          },
        },
      },
      secret: {
        lenient: true,
        subs: {
          ...verbs(service, 'read', 'list'),
          ...verbs(service, 'write', 'set'),
          ...verbs(service, 'delete', 'delete remove'),
        },
      },
      'ssh-key gpg-key': {
        lenient: true,
        subs: {
          ...verbs(service, 'read', 'list'),
          ...verbs(service, 'write', 'add'),
          ...verbs(service, 'delete', 'delete'),
        },
      },
      ...verbs(service, 'read', 'status search'),
      browse: { lenient: true, always: ['look'] },
      config: { lenient: true, subs: { 'get list': { lenient: true } } },
      completion: { lenient: true },
    },
  };
}

export const GITHUB: Row = forge('github');
export const GITLAB: Row = forge('gitlab');
