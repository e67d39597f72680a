const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Names that reach what the lists do not speak of. */
export const NO_NAME =
  /^(?:eval|exec|compile|__.*|globals|locals|vars|getattr|setattr|delattr|breakpoint|help|memoryview|exit_|copyright|credits|license)$/;
/** Attributes that reach another module, change files, or start something. */
export const NO_ATTRIBUTE =
  /^(?:_.*|os|sys|subprocess|builtins|importlib|io|codecs|shutil|socket|request|system|popen|spawn\w*|exec\w*|fork\w*|kill\w*|modules|remove_tree|unlink|rmdir|rmtree|removedirs|rename|renames|touch|mkdir|makedirs|chmod|chown|symlink\w*|link_to|hardlink_to|write_text|write_bytes|open|putenv|unsetenv|load_module|import_module|exec_module|find_loader|module_from_spec|spec_from_\w+|attrgetter|methodcaller|settrace|setprofile|unsafe_load|full_load|load_all|unsafe_load_all|Loader|UnsafeLoader|gi_frame|f_globals|f_builtins|func_globals|tb_frame|cr_frame|loader|FunctionType|CodeType|coroutine|new_class|resolve_bases|truncate|access_log|startfile|pipe|dup\w*|set_\w*|load|tofile|fromfile|save\w*|dump|extract\w*|eval|query|to_(?!datetime|numeric|timedelta|string|dict|list|numpy|frame|records)\w+|backup|enable_load_extension|load_extension|create_function|iterdump|memmap|hub|utils|lib|core|compat|testing|stack|currentframe|getmodule|trace|hook\w*|debugger|executescript)$/;
export const OS = words(
  'path getcwd environ sep listdir getenv linesep cpu_count name walk stat scandir pathsep curdir uname getpid',
);
export const SYS = words(
  'argv stdin stdout stderr version version_info path executable platform exit maxsize getsizeof byteorder prefix base_prefix implementation getrecursionlimit maxunicode api_version hexversion getdefaultencoding flags builtin_module_names',
);

/** Modules of Python itself that may do anything: no module of a project stands for them. */
export const STRONG_MODULES = words(
  'subprocess shutil socket http urllib ftplib smtplib ctypes multiprocessing pty importlib runpy code codeop pickle marshal shelve tempfile webbrowser asyncio ssl select signal threading os sys io builtins pathlib telnetlib poplib imaplib nntplib xmlrpc socketserver selectors mmap fcntl pipes posix nt concurrent sched cmd pdb bdb profile cProfile trace timeit venv ensurepip distutils setuptools pip pkg_resources logging codecs platform tarfile gzip bz2 lzma dbm curses readline rlcompleter gc weakref traceback linecache zipimport pkgutil modulefinder imp resource syslog pwd grp spwd crypt termios tty faulthandler tracemalloc',
);
