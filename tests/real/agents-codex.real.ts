/** Codex in front of the gate, driven by a scripted model. */
import { describeRealTool } from './agents/describe-real-tool.ts';

describeRealTool('codex');
