import process from 'node:process';
import { connectors } from '../connectors/index.js';
import { runGateway } from './run-gateway.js';

await runGateway({ process, connectors });
