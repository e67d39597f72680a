/** Variables whose value is code, or says where programs find theirs. */
const CODE =
  /^(?:path|pathext|comspec|psmodulepath|shell|editor|visual|pager|browser|prompt_command|bash_env|env|ifs|ld_.*|dyld_.*|git_.*|ssh_.*|node_options|node_path|npm_config_.*|python(?:path|startup|home)|perl5?(?:lib|opt)|ruby(?:opt|lib)|java_tool_options|_java_options|jdk_java_options|maven_opts|gradle_opts|dotnet_startup_hooks|cor_.*|coreclr_.*|rustc_wrapper|cargo_.*|go(?:flags|root|proxy)|electron_run_as_node|systemroot|windir)$/i;

/** True when setting the variable decides what later programs run. */
export function carriesCode(name: string): boolean {
  return CODE.test(name);
}
