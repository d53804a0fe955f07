#!/usr/bin/env node
import { requireSetUp } from './require-set-up.js';

requireSetUp();
const { execute } = await import('@oclif/core');
await execute({ dir: import.meta.url });
