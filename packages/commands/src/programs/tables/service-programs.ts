import { readAws } from '../services/read-aws.ts';
import {
  readComposeChange,
  readComposeDown,
  readContainerChange,
  readContainerCopy,
  readKubeGet,
  useKube,
} from '../services/read-containers.ts';
import { readTerraformShow } from '../services/read-terraform.ts';
import { readContainerRun } from '../services/run-container.ts';
import { readByConvention, verbs } from '../services/use-service.ts';
import type { Rows, Spec } from '../row.ts';

const DOCKER_RUN: Spec = {
  stop: true,
  options: {
    flag:
      '-d -i -t -P --rm --detach --interactive --tty --privileged --init --read-only --no-healthcheck ' +
      '--publish-all --quiet -q --oom-kill-disable --no-TTY -T --no-deps --service-ports --build ' +
      '--disable-content-trust --no-tty --use-aliases --remove-orphans --sig-proxy',
    value:
      '-v --volume --mount --pid --ipc --userns --uts --cgroupns --net --network --cap-add --cap-drop ' +
      '--device --device-cgroup-rule --security-opt -e --env -p --publish --name -w --workdir -u --user ' +
      '--entrypoint -h --hostname -l --label --restart --memory -m --cpus --platform --pull --add-host ' +
      '--dns --expose --gpus --log-driver --log-opt --network-alias --shm-size --stop-signal --tmpfs ' +
      '--ulimit --volumes-from --ip --link --cpu-shares -c --memory-swap --runtime --sysctl --storage-opt ' +
      '-a --attach --annotation --blkio-weight --cgroup-parent --cpu-period --cpu-quota --cpuset-cpus ' +
      '--cpuset-mems --dns-option --dns-search --domainname --group-add --health-start-period ' +
      '--kernel-memory --link-local-ip --mac-address --memory-reservation --memory-swappiness ' +
      '--oom-score-adj --pids-limit --stop-timeout --volume-driver --index --cpu-rt-period ' +
      '--detach-keys --health-cmd --health-interval --health-retries --health-timeout --isolation',
    read: '--env-file --label-file',
    write: '--cidfile',
  },
  read: readContainerRun,
};
/** A build of an image runs inside of containers, and keeps what it makes to the engine. */
const IMAGE_BUILD: Spec = {
  lenient: true,
  always: ['use:image:write:build'],
  options: {
    value:
      '-t --tag --build-arg --target --platform --label --cache-from --cache-to --progress --add-host',
    code: '-f --file --env-file',
    writeTree: '-o --output --iidfile --metadata-file',
    // Keys of the person, rights on the machine.
    runs: '--privileged --push',
    run: '--ssh --secret --allow --network --security-opt --cap-add -v --volume --device --builder',
  },
  operands: ['source'],
};
const COMPOSE: Spec = {
  lenient: true,
  options: {
    value: '-p --project-name --profile --ansi --progress',
    code: '-f --file --env-file',
    folder: '--project-directory',
  },
  subs: {
    ...verbs('docker', 'read', 'ps logs config images top port ls events version stats'),
    ...verbs('docker', 'write', 'scale attach'),
    'pull build watch wait start stop restart pause unpause up create': {
      lenient: true,
      read: readComposeChange,
    },
    ...verbs('docker', 'write', 'push'),
    ...verbs('docker', 'delete', 'rm kill'),
    down: {
      lenient: true,
      options: { flag: '-v --volumes', value: '--rmi -t --timeout' },
      read: readComposeDown,
    },
    'run exec': { ...DOCKER_RUN },
    cp: { lenient: true, read: readContainerCopy },
  },
};
const HELD = verbs('docker', 'read', 'ls list inspect history logs');
const KEPT: Spec = {
  lenient: true,
  subs: {
    ...HELD,
    ...verbs('docker', 'write', 'create connect disconnect tag pull build start stop restart use'),
    ...verbs('docker', 'write', 'push'),
    ...verbs('docker', 'delete', 'rm remove prune kill'),
  },
};
const KUBE_OPTIONS: Spec['options'] = {
  value:
    '-n --namespace --context --cluster --user -o --output -l --selector --field-selector -c ' +
    '--container --tail --since --replicas --image --type --timeout --grace-period --for --sort-by ' +
    '-p --patch --dry-run? --from-literal --port --target-port --as --as-group --cascade?',
  source: '-f --filename -k --kustomize --from-file --from-env-file',
  read: '--certificate-authority --client-key --client-certificate',
  // It names programs: `users[].exec`.
  code: '--kubeconfig',
  send: '-s --server',
};
const kube = (kind: 'read' | 'write' | 'delete', names: string): Record<string, Spec> =>
  Object.fromEntries(
    names.split(' ').map((name) => [name, { lenient: true, read: useKube(kind, name) }]),
  );
const TERRAFORM: Spec['options'] = {
  value: '-var -target -lock -lock-timeout -parallelism -state-lock -replace -input',
  setting: '-backend-config',
  read: '-var-file -state',
  write: '-out -state-out -backup',
  folder: '-chdir',
  flag: '-auto-approve -destroy -refresh-only -json -no-color -upgrade -reconfigure -recursive -check',
};

/** Containers, clusters, infrastructure and clouds. */
export const SERVICE_PROGRAMS: Rows = {
  'docker podman nerdctl finch': {
    about: 'builds images; runs, stops and removes containers',
    lenient: true,
    apart: true,
    options: {
      value: '-c --context -l --log-level --config',
      send: '-H --host',
      read: '--tlscacert --tlscert --tlskey',
    },
    subs: {
      ...verbs(
        'docker',
        'read',
        'ps images logs inspect info version stats top port history events diff search',
      ),
      build: {
        ...IMAGE_BUILD,
      },
      ...Object.fromEntries(
        ['pull', 'tag', 'start', 'stop', 'restart', 'pause', 'unpause', 'wait'].map((verb) => [
          verb,
          { lenient: true, read: readContainerChange(verb) } satisfies Spec,
        ]),
      ),
      ...verbs('docker', 'write', 'rename update commit attach'),
      create: DOCKER_RUN,
      ...verbs('docker', 'write', 'push login logout'),
      ...verbs('docker', 'delete', 'rm rmi kill'),
      save: { lenient: true, options: { write: '-o --output' }, always: ['use:docker:read:save'] },
      'load import': {
        lenient: true,
        options: { read: '-i --input' },
        operands: ['source'],
        always: ['use:docker:write:load'],
      },
      export: {
        lenient: true,
        options: { write: '-o --output' },
        always: ['use:docker:read:export'],
      },
      'run exec': DOCKER_RUN,
      cp: { lenient: true, read: readContainerCopy },
      compose: COMPOSE,
      'image network container builder manifest machine': KEPT,
      volume: KEPT,
      buildx: {
        lenient: true,
        subs: {
          build: { ...IMAGE_BUILD, always: ['look', ...(IMAGE_BUILD.always ?? [])] },
          bake: { lenient: true, always: ['use:docker:write:build'] },
          ...verbs('docker', 'read', 'ls inspect du version'),
          ...verbs('docker', 'write', 'create use stop install'),
          ...verbs('docker', 'delete', 'rm prune'),
        },
      },
      system: {
        lenient: true,
        subs: {
          ...verbs('docker', 'read', 'df info events'),
          ...verbs('docker', 'delete', 'prune reset'),
        },
      },
      context: {
        lenient: true,
        subs: {
          ...HELD,
          ...verbs('docker', 'write', 'use create'),
          ...verbs('docker', 'read', 'show'),
        },
      },
      swarm: { lenient: true, read: readByConvention },
      'stack service node secret config': { lenient: true, read: readByConvention },
    },
  },
  'docker-compose podman-compose': {
    about: 'starts and stops containers of a project',
    ...COMPOSE,
  },
  'kubectl oc k kubecolor': {
    about: 'reads and changes what runs in a cluster',
    lenient: true,
    options: KUBE_OPTIONS,
    subs: {
      'get describe': { lenient: true, options: { value: '--raw' }, read: readKubeGet },
      ...kube(
        'read',
        'logs explain top api-resources api-versions version cluster-info events diff wait auth kustomize completion options port-forward whoami projects status',
      ),
      ...kube(
        'write',
        'apply create scale patch edit label annotate set expose autoscale replace run cordon uncordon taint proxy attach debug adm new-app new-project project start-build login certificate exec rsh',
      ),
      rollout: {
        lenient: true,
        subs: { ...kube('read', 'status history'), ...kube('write', 'restart undo pause resume') },
      },
      ...kube('delete', 'delete drain'),
      cp: { lenient: true, read: readContainerCopy },
      config: {
        lenient: true,
        subs: {
          ...kube('read', 'get-contexts current-context get-clusters get-users'),
          view: {
            lenient: true,
            modes: [{ when: '--raw', always: ['use:kubernetes:read:secret'] }],
            always: ['use:kubernetes:read:config'],
          },
          ...kube(
            'write',
            'use-context set-context set-cluster set-credentials set unset rename-context',
          ),
          ...kube('delete', 'delete-context delete-cluster delete-user'),
        },
      },
    },
  },
  helm: {
    about: 'reads and changes releases in a cluster',
    lenient: true,
    options: {
      value:
        '-n --namespace --kube-context --set --set-string --version -o --output --timeout --revision',
      source: '-f --values',
      code: '--kubeconfig',
      read: '--set-file',
      run: '--post-renderer',
      get: '--repo',
    },
    subs: {
      'template lint show package dependency dep version env search completion create verify': {
        lenient: true,
        always: ['work'],
      },
      get: {
        lenient: true,
        // Values and what was made of them hold passwords as they are.
        subs: {
          'values all manifest hooks': { lenient: true, always: ['use:kubernetes:read:secret'] },
        },
        other: { lenient: true, always: ['use:kubernetes:read:get'] },
      },
      ...verbs('kubernetes', 'read', 'list ls status history test diff'),
      ...verbs('kubernetes', 'write', 'install upgrade rollback push repo pull plugin registry'),
      ...verbs('kubernetes', 'delete', 'uninstall delete'),
    },
  },
  kustomize: {
    about: 'makes the objects of a cluster out of files',
    lenient: true,
    subs: {
      'build cfg version': {
        lenient: true,
        operands: ['source'],
        options: {
          write: '-o --output',
          runs: '--enable-exec --enable-helm --enable-alpha-plugins',
        },
      },
    },
  },
  'localstack helmfile kubectx kubens kubie stern k9s argocd flux istioctl linkerd velero eksctl kops minikube kind k3d k3s':
    {
      about: 'works with a cluster',
      lenient: true,
      options: { value: '-n --namespace --context --name --profile -p', source: '-f --file -k' },
      read: readByConvention,
    },
  'terraform tofu terragrunt': {
    about: 'plans and changes infrastructure',
    single: true,
    lenient: true,
    options: TERRAFORM,
    subs: {
      'fmt validate version providers graph get test metadata': {
        single: true,
        lenient: true,
        always: ['work'],
      },
      init: { single: true, lenient: true, always: ['work', 'get:registry.terraform.io'] },
      plan: { single: true, lenient: true, always: ['work', 'use:terraform:read:plan'] },
      // Without the file of a plan it is the state.
      show: { single: true, lenient: true, read: readTerraformShow },
      // Outputs and the state hold passwords as they are.
      'output console': { single: true, lenient: true, always: ['use:terraform:read:secret'] },
      apply: { single: true, lenient: true, always: ['use:terraform:delete:apply'] },
      destroy: { single: true, lenient: true, always: ['use:terraform:delete:destroy'] },
      ...verbs('terraform', 'write', 'import refresh taint untaint login run-all', {
        single: true,
      }),
      'force-unlock': {
        single: true,
        lenient: true,
        always: ['use:terraform:delete:force-unlock'],
      },
      state: {
        single: true,
        lenient: true,
        subs: {
          ...verbs('terraform', 'read', 'list'),
          'show pull': { single: true, lenient: true, always: ['use:terraform:read:secret'] },
          ...verbs('terraform', 'delete', 'rm push mv replace-provider'),
        },
      },
      workspace: {
        single: true,
        lenient: true,
        subs: {
          ...verbs('terraform', 'read', 'list show select'),
          ...verbs('terraform', 'write', 'new'),
          ...verbs('terraform', 'delete', 'delete'),
        },
      },
    },
  },
  'pulumi cdk cdktf serverless sls sam amplify copilot packer nomad consul boundary waypoint chef knife puppet salt vagrant multipass fly flyctl doctl hcloud linode-cli vultr-cli ibmcloud oci aliyun scw railway render netlify vercel now heroku wrangler firebase supabase planetscale pscale turso neonctl sentry-cli stripe twilio shopify databricks snowsql bq gsutil rclone mc circleci buildkite-agent travis jira acli eas appcenter cf oras crane skopeo cosign notation atlas liquibase flyway goose dbmate migrate':
    {
      about: 'works with a service by the words get, list, describe, create, delete …',
      lenient: true,
      options: {
        value: '-s --stack -p --profile --project --region --org -a --app --token --stage --env',
        folder: '--cwd -C',
        read: '-f --file --config -c',
      },
      read: readByConvention,
      operands: ['value'],
    },
  'ansible ansible-playbook': {
    about: 'changes other machines, or this one, as its files say',
    lenient: true,
    options: {
      read: '-i --inventory --vault-password-file',
      value: '-l --limit -t --tags -e --extra-vars -m -a',
    },
    operands: ['read'],
    always: ['use:ansible:execute:run', 'execute'],
    modes: [
      {
        when: '--syntax-check --list-tasks --list-hosts --list-tags',
        always: ['use:ansible:read:check'],
      },
    ],
  },
  'ansible-lint ansible-inventory ansible-doc': {
    about: 'checks the files of ansible',
    lenient: true,
    always: ['work'],
    options: { read: '-i -c' },
  },
  'vault op bw pass sops age doppler infisical chamber aws-vault gopass lpass': {
    about: 'reads and writes secrets',
    lenient: true,
    always: ['use:vault:read:secret'],
    modes: [{ when: '--encrypt -e', always: ['use:vault:write:encrypt'] }],
  },
  aws: {
    about: 'works with the cloud of Amazon',
    lenient: true,
    options: {
      value:
        '--profile --region --output --query --cli-read-timeout --cli-connect-timeout ' +
        '--include --exclude --acl --storage-class --max-items --page-size --filters --no-sign-request?',
      flag: '--recursive --delete --dryrun --no-paginate --no-verify-ssl --debug --only-show-errors',
      read: '--ca-bundle --cli-input-json',
      host: '--endpoint-url --endpoint',
    },
    read: readAws,
  },
  'gcloud az': {
    about: 'works with the clouds of Google and Microsoft',
    lenient: true,
    options: {
      value:
        '--project --account --format --zone --region --location --filter -g --resource-group -o --output --query --subscription -n --name',
      read: '--flags-file --key-file',
    },
    read: readByConvention,
  },
};
