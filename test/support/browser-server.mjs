// A browser in a process of its own, for as long as its standard input is open; its first line says where it is. The package
// has one for Linux; CHROME_PATH names another.
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--headless=shell'];
const executablePath = process.env.CHROME_PATH ?? (await sparticuz.executablePath());
const server = await chromium.launchServer({ executablePath, args, headless: true });
process.stdout.write(`${server.wsEndpoint()}\n`);
process.stdin.resume();
process.stdin.once('end', () => void server.close().then(() => process.exit(0)));
