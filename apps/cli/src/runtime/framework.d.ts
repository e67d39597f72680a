/** The packed framework: the build makes the file and names its path. */
declare module 'framework:assets' {
  const path: string;
  export default path;
}

/** What that framework becomes in AI coding tools, likewise. */
declare module 'framework:rendering' {
  const path: string;
  export default path;
}
