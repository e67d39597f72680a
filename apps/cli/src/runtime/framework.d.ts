/** The packed framework: the build makes the file and names its path. */
declare module 'framework:assets' {
  const path: string;
  export default path;
}
