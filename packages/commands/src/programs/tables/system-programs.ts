import { readCrontab, readMount, readProcessList } from '../services/read-system.ts';
import { readOpen } from '../services/read-open.ts';
import { readFuser, readKill, readKillPort, readPkill } from '../services/end-servers.ts';
import type { Rows, Spec } from '../row.ts';

const LOOK: Spec = { lenient: true };
const CHANGE: Spec = { lenient: true, always: ['execute'] };
const INSTALL: Spec = { lenient: true, always: ['privilege', 'execute'] };

/** The machine: processes, services, packages of the system. */
export const SYSTEM_PROGRAMS: Rows = {
  ps: {
    about: 'lists processes; with `e` their environments, which hold keys',
    raw: true,
    read: readProcessList,
  },
  'top htop btop free vmstat iostat mpstat pgrep pidof pstree lscpu lsmem lspci lsusb lsmod last lastlog vm_stat sw_vers system_profiler nvidia-smi getopt getopts ulimit times uuidgen':
    { about: 'prints facts about the machine', lenient: true },
  dmesg: {
    about: 'prints what the kernel said; may wipe it',
    lenient: true,
    options: {
      runs: '-C --clear -c --read-clear -n --console-level -D --console-off -E --console-on',
    },
  },
  fuser: {
    about: 'tells which processes use a file or a port; may end them',
    lenient: true,
    modes: [{ when: '-k --kill', read: readFuser }],
  },
  'which whereis man apropos whatis info help tldr cheat history': {
    about: 'prints where programs are and how they are used',
    lenient: true,
    options: { refuse: '-P --pager -H --html -C --config-file' },
  },
  printenv: { about: 'prints variables', lenient: true },
  // To some of them `-L` is a part of a signal.
  'skill snice xkill killall5': { about: 'ends processes', lenient: true, always: ['destroy'] },
  kill: { about: 'ends processes by their numbers', raw: true, read: readKill },
  'killall taskkill': {
    about: 'ends processes',
    lenient: true,
    single: true,
    always: ['destroy'],
    modes: [{ when: '-l -L --list --table', always: [] }],
  },
  pkill: { about: 'ends processes by their names', raw: true, read: readPkill },
  'kill-port': { about: 'ends what listens at a port', lenient: true, read: readKillPort },
  systemctl: {
    about: 'reads and changes services of the system',
    lenient: true,
    options: {
      value: '-n --lines -o --output -p --property -t --type --state',
      flag: '--user --system --no-pager -a --all --failed -q',
    },
    subs: {
      'status show list-units list-unit-files list-timers list-sockets list-dependencies is-active is-enabled is-failed cat get-default':
        LOOK,
      'start stop restart reload enable disable mask unmask daemon-reload kill edit set-property': {
        lenient: true,
        always: ['privilege', 'execute'],
      },
      'poweroff reboot halt suspend hibernate rescue emergency': {
        lenient: true,
        always: ['privilege', 'destroy'],
      },
    },
    bare: LOOK,
  },
  service: {
    about: 'reads and changes services of the system',
    lenient: true,
    subs: { '--status-all': LOOK },
    other: INSTALL,
  },
  launchctl: {
    about: 'reads and changes services of the system',
    lenient: true,
    subs: { 'list print print-disabled getenv version': LOOK },
  },
  journalctl: {
    about: 'reads the log of the system',
    lenient: true,
    options: {
      value: '-u --unit -n --lines -S --since -U --until -p --priority -o --output -g -t -b? -k',
    },
    modes: [
      { when: '--vacuum-size --vacuum-time --vacuum-files --rotate --flush', always: ['destroy'] },
    ],
  },
  'shutdown reboot halt poweroff init telinit': {
    about: 'stops the machine',
    lenient: true,
    options: { flag: '-h -r -c -k' },
    always: ['privilege', 'destroy'],
  },
  'mkfs mkfs.ext4 mkfs.ext3 mkfs.ext2 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mke2fs mkswap fdisk sfdisk cfdisk gdisk sgdisk parted wipefs diskutil hdiutil cryptsetup lvremove vgremove pvremove blkdiscard':
    {
      about: 'changes disks; what was on them is lost',
      lenient: true,
      always: ['privilege', 'destroy'],
    },
  'mount umount': { about: 'joins file systems', lenient: true, read: readMount },
  'iptables ip6tables nft ufw firewall-cmd pfctl sysctl modprobe insmod rmmod chroot nsenter unshare setcap setfacl chattr chflags visudo swapon swapoff update-alternatives dpkg-reconfigure hwclock nvram csrutil spctl':
    { about: 'changes the system', lenient: true, always: ['privilege', 'execute'] },
  'useradd userdel usermod groupadd groupdel groupmod adduser deluser passwd chpasswd chsh chfn dscl':
    { about: 'changes users', lenient: true, always: ['privilege', 'execute'] },
  crontab: { about: 'reads or changes what runs at set times', raw: true, read: readCrontab },
  'apt apt-get aptitude': {
    about: 'installs and removes packages of the system',
    lenient: true,
    subs: {
      'list search show policy depends rdepends madison changelog': LOOK,
      'install update upgrade full-upgrade dist-upgrade build-dep source download': {
        lenient: true,
        options: { value: '-t -o -c' },
        always: ['privilege', 'get:archive.ubuntu.com'],
      },
      'remove purge autoremove autopurge clean autoclean': {
        lenient: true,
        always: ['privilege', 'destroy'],
      },
    },
  },
  'apt-cache dpkg-query': { about: 'reads facts about packages of the system', lenient: true },
  dpkg: {
    about: 'reads, installs and removes packages of the system',
    lenient: true,
    always: ['privilege', 'execute'],
    modes: [
      {
        when: '-l -L -s -S -p --list --listfiles --status --search --print-avail --print-architecture',
        always: [],
      },
    ],
  },
  rpm: {
    about: 'reads, installs and removes packages of the system',
    lenient: true,
    always: ['privilege', 'execute'],
    options: { value: '--qf --queryformat', run: '-E --eval' },
    modes: [{ when: '-q --query -V --verify', always: [] }],
  },
  'yum dnf zypper microdnf': {
    about: 'installs and removes packages of the system',
    lenient: true,
    subs: {
      'list search info provides repolist repoquery check-update history deplist lr se if': LOOK,
      'install update upgrade localinstall reinstall downgrade makecache groupinstall in up ref refresh':
        INSTALL,
      'remove erase autoremove clean rm': { lenient: true, always: ['privilege', 'destroy'] },
    },
  },
  apk: {
    about: 'installs and removes packages of the system',
    lenient: true,
    subs: {
      'info list search policy stats': LOOK,
      'add update upgrade fix': INSTALL,
      'del cache': { lenient: true, always: ['privilege', 'destroy'] },
    },
  },
  'pacman yay paru': {
    about: 'installs and removes packages of the system',
    lenient: true,
    always: ['privilege', 'execute'],
    modes: [{ when: '-Q -Qi -Ql -Qs -Ss -Si -Qe -Qo', always: [] }],
  },
  brew: {
    about: 'installs and removes packages',
    lenient: true,
    subs: {
      'list ls info search deps uses outdated config doctor home desc leaves log cat --prefix --cellar --cache --version commands':
        LOOK,
      'install update upgrade reinstall link unlink pin unpin tap untap fetch cask bundle': {
        lenient: true,
        always: ['get:formulae.brew.sh', 'execute'],
      },
      'uninstall remove rm cleanup autoremove': { lenient: true, always: ['destroy'] },
      services: { lenient: true, subs: { 'list info': LOOK }, other: CHANGE },
    },
  },
  'snap flatpak port nix-env nix-channel winget choco scoop': {
    about: 'installs and removes packages',
    lenient: true,
    subs: {
      'list find info search show version outdated': LOOK,
      'install refresh update upgrade': INSTALL,
      'remove uninstall': { lenient: true, always: ['privilege', 'destroy'] },
    },
  },
  'nix nix-build nix-shell nix-instantiate nix-store nix-collect-garbage': {
    about: 'builds and fetches packages',
    lenient: true,
    subs: {
      'build flake fmt eval log path-info search show-derivation why-depends': {
        lenient: true,
        always: ['work'],
      },
    },
  },
  security: {
    about: 'reads keys and passwords of the machine',
    lenient: true,
    always: ['use:keychain:read:secret'],
  },
  'defaults plutil': {
    about: 'reads and writes settings',
    lenient: true,
    subs: { 'read find domains read-type': LOOK, '-p -lint': { operands: ['read'] } },
  },
  'open xdg-open': {
    about: 'shows a page or a picture; starts whatever belongs to another file',
    options: { flag: '-g -n -W -F', value: '-a?' },
    read: readOpen,
  },
  'start gio explorer': {
    about: 'starts whatever belongs to a file',
    lenient: true,
    always: ['execute'],
  },
  'vi vim nvim view nano pico emacs emacsclient ed ex micro helix hx kak joe gedit': {
    about: 'opens files in an editor, which can run programs',
    lenient: true,
    always: ['execute'],
    operands: ['edit'],
  },
  'code code-insiders cursor subl zed idea webstorm pycharm goland': {
    about: 'opens a folder or file of the project in a window of the person',
    options: {
      flag: '-n --new-window -r --reuse-window -w --wait -a --add -g --goto -d --diff --disable-extensions',
      value: '--line --column',
    },
    operands: ['code'],
  },
  'script watchexec entr': { about: 'runs a program', lenient: true, always: ['execute'] },
  'gait krci-ai': {
    about: 'reads policies and evidence; anything else is for people',
    lenient: true,
    subs: { 'verify version list check help': { lenient: true } },
  },
};
