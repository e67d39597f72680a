import { readPip } from '../build/read-pip.ts';
import { readPythonTool } from '../build/read-python-tool.ts';
import type { Rows, Spec } from '../row.ts';

const WORK: Spec = { lenient: true, always: ['work'] };
const LOOK: Spec = { lenient: true, always: ['look'] };
const NET_LOOK: Spec = { lenient: true, always: ['look', 'get:pypi.org'] };
const PUBLISH: Spec = { lenient: true, always: ['work', 'use:pypi:write:publish'] };
const INSTALL: Spec = {
  lenient: true,
  options: {
    value:
      '-i --index-url --extra-index-url -f --find-links --index --default-index -t --target --prefix ' +
      '--root --python -p --platform --timeout --retries --progress-bar --upgrade-strategy ' +
      '--only-binary --no-binary --implementation --abi --group -G --extra -E --optional --source ' +
      '--python-version -e --editable --with --without --only -d --dest -w --wheel-dir ' +
      '-r --requirement --requirements -c --constraint --constraints',
    host: '--proxy --trusted-host',
    run: '--global-option --build-option --install-option --config-settings',
    flag: '-U --upgrade --user --system --break-system-packages --pre -q --no-deps --dev -D',
  },
  read: readPip,
};
const RUN: Spec = {
  stop: true,
  lenient: true,
  options: {
    value: '-p --python --extra --group --with --package -e --env --index',
    read: '--env-file',
    code: '--with-requirements --with-editable',
    folder: '--directory --project',
    flag: '--isolated --no-sync --frozen --locked --all-extras --dev --no-dev -q -v',
    refuse: '-m --module -s --script -c',
  },
  read: readPythonTool,
};

/** Python: packages, tests, checks, servers. */
export const PYTHON_PROGRAMS: Rows = {
  'pip pip3 pipx': {
    about: 'installs and removes packages of Python',
    lenient: true,
    options: { run: '--python --log', value: '--cache-dir --cert', host: '--proxy' },
    subs: {
      'install download wheel upgrade upgrade-all reinstall inject': INSTALL,
      'uninstall uninstall-all uninject': { lenient: true, always: ['work'] },
      'list freeze show check inspect help environment cache debug completion': LOOK,
      'search index': NET_LOOK,
      hash: { lenient: true, operands: ['read'] },
      run: { ...RUN, always: ['get:pypi.org'] },
    },
  },
  uv: {
    about: 'installs packages of Python; runs programs in their environment',
    lenient: true,
    options: {
      folder: '--directory --project',
      value: '--cache-dir --color',
      read: '--config-file',
    },
    subs: {
      pip: {
        lenient: true,
        subs: {
          'install sync compile': INSTALL,
          uninstall: { lenient: true, always: ['work'] },
          'list freeze show check tree': LOOK,
        },
      },
      add: INSTALL,
      sync: INSTALL,
      'lock venv init remove build export version format': {
        lenient: true,
        always: ['work', 'get:pypi.org'],
      },
      'tree help cache': LOOK,
      python: { lenient: true, always: ['work', 'get:github.com'] },
      run: RUN,
      publish: PUBLISH,
      tool: {
        lenient: true,
        subs: {
          list: LOOK,
          run: { ...RUN, always: ['get:pypi.org'] },
          dir: LOOK,
          install: { ...INSTALL, always: ['execute'] },
        },
      },
    },
  },
  uvx: { about: 'runs a tool of a package of Python', ...RUN, always: ['get:pypi.org'] },
  'poetry pdm hatch pipenv rye': {
    about: 'installs packages of Python; builds, publishes, runs programs in their environment',
    lenient: true,
    options: { folder: '-C --directory --project', flag: '-n -q -v' },
    subs: {
      'install add update sync lock': INSTALL,
      'remove uninstall env build version init new export fmt fix clean shell dep use': WORK,
      'show list check tree graph info help about search status': LOOK,
      publish: PUBLISH,
      run: RUN,
      test: WORK,
    },
  },
  'conda mamba micromamba': {
    about: 'installs packages; makes and removes environments',
    lenient: true,
    options: { value: '-n --name -p --prefix', source: '-c --channel' },
    subs: {
      'install create update upgrade': {
        lenient: true,
        options: { read: '-f --file' },
        always: ['work', 'get:conda.anaconda.org'],
      },
      'list info search': LOOK,
      'remove uninstall clean': { lenient: true, always: ['discard'] },
      env: {
        lenient: true,
        subs: {
          'create update': {
            lenient: true,
            options: { read: '-f --file' },
            always: ['work', 'get:conda.anaconda.org'],
          },
          'list export': LOOK,
          remove: { lenient: true, always: ['discard'] },
        },
      },
      activate: LOOK,
      deactivate: LOOK,
    },
  },
  'pytest py.test unittest nose2 behave robot ward green': {
    about: 'runs the tests of Python',
    lenient: true,
    always: ['work'],
    options: {
      value:
        '-k -m -n -p -o --tb --maxfail --timeout --durations --cov? --cov-report --deselect --ignore',
      code: '-c --config-file --confcutdir --rootdir',
      write: '--junitxml --junit-xml --resultlog --result-log --log-file --html --json-report-file',
      writeTree: '--basetemp',
    },
    operands: ['code'],
  },
  'tox nox': {
    about: 'runs the tests of Python in several environments',
    lenient: true,
    always: ['work'],
    options: { value: '-e -s -k -p -n -t -m -x', code: '-c --conf -f --noxfile' },
  },
  coverage: {
    about: 'measures what the tests reach',
    lenient: true,
    subs: {
      run: {
        lenient: true,
        stop: true,
        always: ['work'],
        options: {
          flag: '--branch -p --parallel-mode -a --append --timid',
          value: '--source --omit --include -m --module --context --concurrency --data-file',
          code: '--rcfile',
        },
        operands: ['code', 'value'],
      },
      'report html xml json lcov combine erase annotate debug': {
        lenient: true,
        always: ['work'],
        options: { write: '-o', writeTree: '-d' },
      },
    },
  },
  [`mypy flake8 pylint pyright basedpyright bandit vulture pydocstyle pycodestyle radon interrogate djlint sqlfluff pyre pytype ty deptry refurb codespell doc8 sphinx-build sphinx-apidoc mkdocs towncrier bumpversion bump2version stubgen vermin`]:
    {
      about: 'checks, formats or documents the code',
      lenient: true,
      always: ['work'],
      options: {
        code: '--config --config-file --rcfile --load-plugins --plugins --conf',
        write: '--output-file --outfile --junit-xml',
        writeTree: '--html-report --cache-dir --any-exprs-report',
        value: '--select --ignore --line-length -l --target-version -t --python-version --format',
        runs: '--init-hook',
      },
      operands: ['read'],
    },
  pydoc: {
    about: 'loads a module and prints or writes what it says of itself',
    lenient: true,
    always: ['work'],
    options: { value: '-k -n -p' },
    operands: ['code'],
  },
  'black isort autopep8 yapf pyupgrade autoflake docformatter usort': {
    about: 'formats the code in place',
    lenient: true,
    always: ['work'],
    options: {
      read: '--config --settings-file --settings-path --style',
      value: '-l --line-length -t --target-version --profile -c --code',
      flag: '-i -r --in-place --recursive',
    },
    operands: ['work'],
    modes: [{ when: '--check --diff -d --check-only', operands: ['readTree'], always: ['look'] }],
  },
  ruff: {
    about: 'checks and formats the code',
    lenient: true,
    options: {
      read: '--config',
      value:
        '--select --ignore --extend-select --line-length --target-version --output-format --fixable',
      write: '-o --output-file',
    },
    subs: {
      check: {
        lenient: true,
        operands: ['readTree'],
        none: 'readTree',
        modes: [{ when: '--fix --add-noqa --unsafe-fixes', operands: ['work'], none: 'work' }],
      },
      format: {
        lenient: true,
        operands: ['work'],
        none: 'work',
        modes: [{ when: '--check --diff', operands: ['readTree'], none: 'readTree' }],
      },
      'rule config linter analyze server version': LOOK,
      clean: WORK,
    },
  },
  'pip-audit safety pip-licenses': {
    about: 'asks for known faults of packages',
    lenient: true,
    always: ['look', 'get:pypi.org'],
    options: { read: '-r --requirement', write: '-o --output' },
  },
  'pre-commit prek': {
    about: 'runs the checks of the project; fetches them first',
    lenient: true,
    options: { code: '-c --config' },
    subs: {
      'run install autoupdate install-hooks uninstall clean gc migrate-config validate-config sample-config':
        { lenient: true, always: ['work', 'get:github.com'], options: { code: '-c --config' } },
    },
  },
  'alembic yoyo aerich': {
    about: 'makes and runs migrations of databases',
    lenient: true,
    options: { code: '-c --config', value: '-n -x' },
    subs: {
      'revision current history heads branches show check init merge list_templates': WORK,
      // Forwards, by what the project itself says: its own work as its tests are.
      'upgrade stamp': WORK,
      downgrade: { lenient: true, always: ['work', 'use:database:delete:migrate'] },
    },
  },
  artisan: {
    about: 'works on a project of Laravel and its database',
    lenient: true,
    subs: {
      'db:wipe migrate:fresh migrate:reset migrate:refresh migrate:rollback': {
        lenient: true,
        always: ['work', 'use:database:delete:reset'],
      },
      'tinker db': { lenient: true, always: ['execute'] },
      'env:decrypt': { lenient: true, always: ['execute'] },
    },
    other: WORK,
  },
  'django-admin manage.py': {
    about: 'works on a project of Django and its database',
    lenient: true,
    options: { value: '--settings', run: '--pythonpath' },
    subs: {
      [`check makemigrations startapp startproject collectstatic makemessages compilemessages test runserver showmigrations sqlmigrate diffsettings inspectdb dumpdata migrate`]:
        WORK,
      'loaddata createsuperuser createcachetable changepassword': {
        lenient: true,
        always: ['work', 'use:database:write:migrate'],
      },
      'flush sqlflush reset_db': { lenient: true, always: ['use:database:delete:flush'] },
      'shell shell_plus dbshell': { lenient: true, always: ['execute'] },
    },
    other: WORK,
  },
  'flask uvicorn gunicorn hypercorn daphne celery streamlit fastapi jupyter jupyter-lab quart': {
    about: 'serves the project',
    lenient: true,
    always: ['work'],
    options: {
      code: '-c --config --env-file',
      folder: '--chdir --app-dir',
      value: '-b --bind -w --workers -k -A --app --host --port -p --log-level -l',
      runs: '--pythonpath',
    },
  },
  'pip-compile pip-sync pip-review': {
    about: 'settles, audits and lists requirements',
    lenient: true,
    always: ['work', 'get:pypi.org'],
    options: { write: '-o --output-file', get: '-i --index-url --extra-index-url' },
    operands: ['read'],
  },
  virtualenv: { about: 'makes an environment', lenient: true, operands: ['writeTree'] },
  twine: {
    about: 'publishes packages of Python',
    lenient: true,
    subs: { check: LOOK, 'upload register': PUBLISH },
  },
  'pyenv pyenv-virtualenv': {
    about: 'chooses and fetches versions of Python',
    lenient: true,
    subs: {
      'versions version which whence commands prefix root local global shell rehash init': WORK,
      install: { lenient: true, always: ['work', 'get:www.python.org'] },
      uninstall: { lenient: true, always: ['discard'] },
    },
  },
};
