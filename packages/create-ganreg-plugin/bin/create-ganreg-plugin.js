#!/usr/bin/env node
// npm links this file when it installs, before anything is built.
await import('../dist/bin.js');
