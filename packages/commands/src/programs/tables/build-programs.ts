import { readPlaces } from '../build/read-places.ts';
import { readComposerRun, readPhpFile } from '../build/read-composer.ts';
import { readJava } from '../build/read-java.ts';
import { readMake } from '../build/read-make.ts';
import { readGoals } from '../build/read-goals.ts';
import { readTask } from '../build/read-task.ts';
import { readSources } from '../build/read-sources.ts';
import { readProjectRun } from '../build/read-project-run.ts';
import type { Rows, Spec } from '../row.ts';

const WORK: Spec = { lenient: true, always: ['work'] };
const LOOK: Spec = { lenient: true, always: ['look'] };
const fetchFrom = (host: string): Spec => ({ lenient: true, always: ['work', `get:${host}`] });
const publishTo = (service: string): Spec => ({
  lenient: true,
  always: ['work', `use:${service}:write:publish`],
});
const GO_FLAGS: Spec['options'] = {
  write: '-o -coverprofile -cpuprofile -memprofile -blockprofile -mutexprofile -trace -outputdir',
  value:
    '-run -bench -count -timeout -tags -ldflags -gcflags -asmflags -p -cover -covermode -coverpkg ' +
    '-parallel -mod -buildmode -benchtime -fuzz -fuzztime -cpu -skip -shuffle -vet -installsuffix',
  folder: '-C',
  // `go tool cover` reads what `go test` wrote.
  read: '-modfile -overlay -pgo -func -html',
  run: '-exec -toolexec -vettool',
};
const BUILD: Spec = {
  lenient: true,
  always: ['work'],
  options: {
    folder: '-C --directory',
    writeTree: '--prefix --output_base --output_user_root',
    value: '-j --parallel -G -D --target -t --config -R -L -E',
    code: '-f --file',
    run: '-S --run_under --bazelrc',
  },
};
const GO_WORK: Spec = {
  single: true,
  lenient: true,
  always: ['work'],
  options: GO_FLAGS,
  read: readPlaces,
};
const CARGO_OPTIONS: Spec['options'] = {
  value:
    '-p --package -j --jobs -F --features --target --profile --bin --example --test --bench ' +
    '--message-format --color -Z --exclude --registry --version --tag --branch --rev --edition',
  read: '--lockfile-path',
  code: '--manifest-path',
  writeTree: '--target-dir --artifact-dir --out-dir',
  run: '--config',
  folder: '-C',
};
const CARGO_WORK: Spec = {
  lenient: true,
  always: ['work', 'get:crates.io'],
  options: CARGO_OPTIONS,
};

/** Compilers, build tools and package managers of other languages. */
export const BUILD_PROGRAMS: Rows = {
  [`gcc g++ cc c++ clang clang++ ld lld gold as nasm yasm gfortran emcc em++ nvcc tcc ccache sccache distcc`]:
    {
      about: 'compiles and links',
      lenient: true,
      single: true,
      always: ['work'],
      options: {
        write: '-o -MF -dumpdir',
        value: '-I -L -l -D -U -std -x -arch -target -isystem -framework -MT -MQ',
        read: '-include -T -isysroot',
        run: '-B -wrapper -specs -fplugin -fuse-ld -load -Xclang',
      },
      read: readSources,
    },
  'ldd nm objdump readelf size addr2line c++filt otool lipo dwarfdump pkg-config': {
    about: 'looks into what was compiled',
    lenient: true,
    options: { value: '-j -M --start-address --stop-address' },
    operands: ['read'],
  },
  ar: {
    about: 'keeps archives of compiled files',
    lenient: true,
    operands: ['value', 'edit', 'read'],
  },
  'ranlib strip objcopy': {
    about: 'changes what was compiled',
    lenient: true,
    options: { write: '-o', value: '-j -R -N -K -F -I -O' },
    operands: ['edit'],
  },
  rustc: {
    about: 'compiles',
    lenient: true,
    always: ['work'],
    options: {
      write: '-o',
      writeTree: '--out-dir',
      value: '-L -l --crate-type --edition --target --cfg --emit --print --explain',
      run: '--sysroot',
      refuse: '-C -Z --codegen',
    },
    read: readSources,
  },
  'make gmake bmake': {
    about: 'runs the recipes of a Makefile',
    lenient: true,
    options: {
      flag: '-B -k -n -s -q -r -R -t -w -d -p -i --dry-run --just-print --recon --always-make --question',
      value:
        '-j? --jobs? -l? --load-average? -O? --output-sync? -o -W --old-file --what-if --debug?',
      folder: '-C --directory',
      read: '-f --file --makefile',
      writeTree: '-I --include-dir',
      refuse: '-E --eval',
    },
    read: readMake,
  },
  cmake: {
    about: 'prepares and runs builds',
    lenient: true,
    always: ['work'],
    options: {
      work: '-B --build --install --prefix',
      readTree: '-S',
      code: '-C --preset-file --toolchain -P',
      value: '-j --parallel -G -D -U -A -T --target -t --config --preset --workflow',
      refuse: '-E',
    },
    operands: ['readTree'],
  },
  'bazel bazelisk buck buck2 pants please': {
    ...BUILD,
    about: 'builds and tests what is asked for by names such as `//src:cart`',
    operands: ['value'],
  },
  [`ninja samu meson ctest cpack scons waf premake xmake b2 qmake autoconf automake autoreconf libtoolize aclocal`]:
    { ...BUILD, about: 'builds and tests the project' },
  'gradle gradlew mvn mvnw ant sbt mill lein maven': {
    about: 'builds and tests the project; publishes it',
    lenient: true,
    always: ['work'],
    options: {
      setting: '-D -P',
      value: '-x --tests -pl --projects -T --console --warning-mode -cp -classpath',
      code: '-f --file -b --build-file -I --init-script -c --settings-file -s --settings -lib',
      run: '--init-script-url',
      folder: '-p --project-dir',
      writeTree: '-d --gradle-user-home -g',
      runs: '--include-build-free -javaagent',
    },
    read: readGoals,
  },
  'javac kotlinc scalac jar javadoc javap': {
    about: 'compiles, packs and documents',
    lenient: true,
    single: true,
    always: ['work'],
    options: {
      value: '-cp -classpath --class-path -source -target --release -sourcepath -encoding -p',
      writeTree: '-d -s -h',
      run: '-processorpath --processor-path -processor -Xplugin -doclet -docletpath -J',
    },
    read: readSources,
  },
  'java kotlin scala groovy': { about: 'runs a program of the project', raw: true, read: readJava },
  cargo: {
    about: 'builds, tests and runs crates; fetches and publishes them',
    lenient: true,
    options: CARGO_OPTIONS,
    subs: {
      [`build b check c test t bench run r doc d clippy fmt fix clean metadata tree update fetch generate-lockfile vendor verify-project nextest expand audit deny outdated machete llvm-cov tarpaulin udeps miri bloat package add remove rm init new locate-project pkgid search info version hack insta sort semver-checks about`]:
        CARGO_WORK,
      install: {
        ...CARGO_WORK,
        options: { ...CARGO_OPTIONS, get: '--git --index', code: '--path' },
        always: ['work', 'get:crates.io', 'execute'],
        // A crate of the project is built as cargo build would.
        modes: [{ when: '--path', always: ['work', 'get:crates.io'] }],
      },
      publish: publishTo('crates.io'),
      'yank owner': { lenient: true, always: ['use:crates.io:delete:yank'] },
      sqlx: { lenient: true, always: ['work', 'use:database:write:migrate'] },
    },
  },
  rustup: {
    about: 'chooses and fetches versions of Rust',
    lenient: true,
    subs: {
      'show which doc check man completions': LOOK,
      'update default toolchain target component override install':
        fetchFrom('static.rust-lang.org'),
      run: { stop: true, lenient: true, read: readProjectRun },
    },
  },
  'rustfmt rust-analyzer wasm-pack wasm-bindgen trunk cross bindgen cbindgen': {
    about: 'formats, checks or builds crates',
    lenient: true,
    always: ['work'],
    options: { read: '--config-path', writeTree: '--out-dir -d' },
  },
  go: {
    about: 'builds, tests and runs modules; fetches them',
    single: true,
    lenient: true,
    options: { folder: '-C' },
    subs: {
      'build test vet fmt doc list version generate fix clean tool work telemetry': GO_WORK,
      env: { ...GO_WORK, modes: [{ when: '-w -u', always: ['execute'] }] },
      mod: { lenient: true, always: ['work', 'get:proxy.golang.org'] },
      get: { lenient: true, always: ['work', 'get:proxy.golang.org'] },
      install: {
        single: true,
        lenient: true,
        always: ['work', 'get:proxy.golang.org'],
        read: readProjectRun,
      },
      run: { single: true, lenient: true, stop: true, options: GO_FLAGS, read: readProjectRun },
    },
  },
  'gofmt goimports gofumpt golines shfmt clang-format': {
    about: 'formats the code; with `-w` or `-i` changes it',
    lenient: true,
    options: {
      value: '-r -local -i? -style --style -ci -ln -bn -m',
      read: '-assume-filename --assume-filename --files',
    },
    operands: ['readTree'],
    modes: [{ when: '-w -i', operands: ['work'] }],
  },
  'golint golangci-lint staticcheck govulncheck gotestsum gci mockgen wire sqlc buf protoc protolint ko air goreleaser swag gosec errcheck revive':
    {
      about: 'formats, checks or makes code',
      lenient: true,
      always: ['work'],
      options: {
        write: '-o --out -destination',
        code: '-c --config',
        run: '--plugin',
      },
    },
  'shellcheck hadolint actionlint yamllint clang-tidy cppcheck cpplint include-what-you-use iwyu tflint terraform-docs checkov tfsec kube-linter kubeconform kubeval typos lychee vale proselint commitlint-rs gitlint ktlint detekt checkstyle pmd spotbugs swiftlint swiftformat scalafmt scalafix hlint ormolu fourmolu stylish-haskell nixfmt alejandra nixpkgs-fmt taplo editorconfig-checker ec lefthook overcommit reuse addlicense':
    {
      about: 'checks or formats the code',
      lenient: true,
      always: ['work'],
      options: {
        code: '--config --config-file --rcfile',
        write: '--output-file --outfile',
        value: '-f --format -s --severity -e --exclude -i --indent',
        runs: '-load -fplugin',
      },
    },
  'trivy grype syft semgrep snyk gitleaks trufflehog osv-scanner dockle': {
    about: 'looks for known faults and secrets',
    lenient: true,
    always: ['look'],
    options: {
      write: '-o --output --report-path -r --sarif-file-output --json-file-output',
      read: '--ignorefile --ignore-file',
      value: '--format -f --severity --exit-code --scanners',
    },
    operands: ['value', 'readTree'],
  },
  dotnet: {
    about: 'builds, tests and runs projects of .NET; fetches packages',
    lenient: true,
    options: {
      value: '-c --configuration -f --framework -r --runtime -v --verbosity',
      help: '--info --list-sdks --list-runtimes',
    },
    subs: {
      tool: {
        lenient: true,
        subs: {
          'list search': LOOK,
          restore: fetchFrom('api.nuget.org'),
          run: WORK,
          // A program for the whole machine, or a stranger for the project.
          'install update uninstall': {
            lenient: true,
            always: ['work', 'get:api.nuget.org', 'execute'],
          },
        },
      },
      'build test clean format run publish pack watch sln new list workload ef user-secrets': {
        lenient: true,
        always: ['work'],
        options: { writeTree: '-o --output' },
      },
      'restore add remove package': {
        ...fetchFrom('api.nuget.org'),
        options: { source: '-s --source' },
      },
      nuget: {
        subs: { push: publishTo('nuget'), delete: publishTo('nuget'), 'list locals why': LOOK },
      },
    },
  },
  'swift swiftc xcodebuild xcpretty pod carthage tuist': {
    about: 'builds and tests projects of Swift',
    lenient: true,
    always: ['work'],
    options: { write: '-o', folder: '-C --package-path', refuse: '-e' },
    read: readPlaces,
  },
  'flutter dart': {
    about: 'builds and tests projects of Dart; fetches packages',
    lenient: true,
    subs: {
      'analyze test build format fix compile create doc gen-l10n clean run drive doctor devices emulators config info channel':
        WORK,
      'pub packages': {
        lenient: true,
        subs: {
          'get upgrade add remove outdated deps downgrade run': fetchFrom('pub.dev'),
          publish: publishTo('pub.dev'),
        },
      },
    },
  },
  composer: {
    about: 'installs packages of PHP; runs scripts of the project',
    lenient: true,
    options: { folder: '-d --working-dir' },
    subs: {
      'install i update u upgrade require r remove dump-autoload dumpautoload outdated create-project reinstall':
        {
          ...fetchFrom('repo.packagist.org'),
          options: { source: '--repository --repository-url --add-repository' },
        },
      'show info validate why why-not depends licenses status check-platform-reqs audit fund diagnose about search suggests':
        LOOK,
      'run run-script': { lenient: true, stop: true, read: readComposerRun },
      exec: { lenient: true, always: ['work', 'execute'] },
      'global config self-update selfupdate clear-cache': {
        lenient: true,
        always: ['work', 'execute'],
      },
    },
    other: { lenient: true, stop: true, read: readComposerRun },
  },
  'phpunit phpstan psalm phpcs phpcbf php-cs-fixer pest rector paratest codecept infection deptrac pint':
    {
      about: 'tests and checks PHP',
      lenient: true,
      always: ['work'],
      options: {
        code: '-c --configuration --bootstrap --autoload-file -a',
        write: '--log-junit --report-file --coverage-clover',
      },
    },
  'bundle bundler': {
    about: 'installs packages of Ruby; runs programs of theirs',
    lenient: true,
    subs: {
      'install update add lock outdated check package cache remove': fetchFrom('rubygems.org'),
      'list show info viz doctor version licenses platform': LOOK,
      'init binstubs clean config gem pristine': WORK,
      exec: { stop: true, lenient: true, read: readProjectRun },
    },
  },
  gem: {
    about: 'installs packages of Ruby',
    lenient: true,
    subs: {
      'list search info which environment env contents dependency outdated specification': LOOK,
      'install update fetch': {
        lenient: true,
        always: ['work', 'get:rubygems.org'],
        options: { get: '--source -s' },
        read: readPlaces,
      },
      'uninstall cleanup': { lenient: true, always: ['discard'] },
      build: WORK,
      'push yank owner': publishTo('rubygems.org'),
    },
  },
  'rspec rubocop cucumber standardrb reek brakeman erb_lint erblint haml-lint solargraph sorbet srb steep minitest':
    {
      about: 'tests and checks Ruby',
      lenient: true,
      always: ['work'],
      options: { code: '-c --config -r --require', write: '-o --out' },
      operands: ['code'],
    },
  'rails rake': {
    about: 'works on a project of Rails and its database',
    lenient: true,
    options: {
      code: '-f --rakefile -r --require',
      flag: '-T --tasks -P --prereqs -D --describe -n --dry-run -q -s -v --trace',
      refuse: '-e --execute -E --execute-print -p',
    },
    subs: {
      'db:drop db:reset db:purge db:schema:load db:rollback db:migrate:reset db:migrate:down db:truncate_all':
        {
          lenient: true,
          always: ['work', 'use:database:delete:reset'],
        },
      // Forwards, by what the project itself says: its own work as its tests are.
      'db:migrate db:create db:prepare db:migrate:status': WORK,
      'db:setup db:seed': { lenient: true, always: ['work', 'use:database:write:migrate'] },
      'runner r console c dbconsole': { lenient: true, always: ['execute'] },
      'credentials:show credentials:edit secrets:show': {
        lenient: true,
        always: ['use:rails:read:secret', 'execute'],
      },
    },
    other: WORK,
    bare: WORK,
  },
  'mix rebar3': {
    about: 'builds and tests projects of Elixir and Erlang',
    lenient: true,
    subs: {
      'compile test format credo dialyzer deps deps.compile docs new phx.server phx.new phx.routes phx.gen.html phx.gen.json phx.gen.schema phx.gen.context ecto.gen.migration ecto.migrations gettext.extract help clean xref eunit ct lint check':
        WORK,
      'deps.get deps.update local.hex hex.outdated get-deps': fetchFrom('repo.hex.pm'),
      'ecto.migrate': WORK,
      'ecto.create ecto.setup': {
        lenient: true,
        always: ['work', 'use:database:write:migrate'],
      },
      'ecto.drop ecto.reset ecto.rollback': {
        lenient: true,
        always: ['work', 'use:database:delete:reset'],
      },
      'hex.publish': publishTo('hex'),
      'archive.install escript.install': { lenient: true, always: ['work', 'execute'] },
    },
  },
  'elixirc erlc stack cabal ghc ghcid opam dune ocamlc ocamlopt ocamlformat zig nim nimble crystal shards gleam v odin fpc valac dmd dub ldc2 raco gnatmake gprbuild vlang roc elm elm-test purs spago':
    {
      about: 'compiles, builds and tests',
      lenient: true,
      always: ['work'],
      options: {
        write: '-o',
        writeTree: '--build-dir --out',
        value: '-j',
        refuse: '-e --eval',
      },
      modes: [{ when: '--eval', always: ['execute'] }],
    },
  php: {
    about: 'checks, serves or runs a file of PHP',
    lenient: true,
    stop: true,
    options: {
      refuse: '-r -B -R -E -a -d -z',
      flag: '-l -v -i -m -n -q',
      value: '-S',
      folder: '-t',
      code: '-c -f -F',
    },
    always: ['work'],
    read: readPhpFile,
  },
  'just task': {
    about: 'runs tasks of the project',
    lenient: true,
    options: { flag: '-l --list --summary --show -n --dry-run' },
    read: readTask,
  },
  'jps jstack jmap jstat jcmd': {
    about: 'prints facts about processes of Java',
    lenient: true,
    options: { write: '-dump' },
  },
  'mage invoke inv fab doit earthly dagger tilt skaffold devspace garden': {
    about: 'runs tasks of the project',
    lenient: true,
    always: ['work', 'execute'],
    modes: [{ when: '-l --list --summary --show -n --dry-run', always: ['look'] }],
  },
};
