#!/usr/bin/env node
import { requireSetUp } from './require-set-up.js';

requireSetUp();
await import('../dist/gateway/main.js');
