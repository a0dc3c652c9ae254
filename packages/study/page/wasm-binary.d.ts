declare module 'wasm-binary' {
  /** The engine's binary as a data URL, put in by the bundler: a page from a file may fetch nothing else. */
  const url: string;
  export default url;
}
