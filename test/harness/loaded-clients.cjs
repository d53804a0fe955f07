// Given to a process with --require: writes, when it ends, which clients of the distributed form it had loaded.
const { writeFileSync } = require('node:fs');
const Module = require('node:module');

const CLIENTS = ['kafkajs', '@elastic/elasticsearch', 'cassandra-driver'];

process.on('exit', () => {
  const files = Object.keys(Module._cache);
  const loaded = CLIENTS.filter((name) => files.some((file) => file.includes(`/node_modules/${name}/`)));
  writeFileSync(process.env.LOADED_CLIENTS_FILE, JSON.stringify(loaded));
});
