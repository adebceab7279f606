// Opens pages in a browser on a slow line and a slow processor, and says when the largest thing on each was painted and
// how far things moved. Prints one JSON object for each page, in the order asked for.
//
//   node bench/browsing.mjs LOADS COOKIE ADDRESS...      an empty COOKIE is nobody signed in
import { chromium } from 'playwright-core';

/** A slow 4G line, as Lighthouse has it: each request waits for this before its answer begins. */
const line = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8 };

/** How many times slower the processor is made. */
const slowdown = 4;

/** How long a page is left alone after it has loaded: what is painted or moves later still counts. */
const rest = 1_000;

const [loads, cookie, ...addresses] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  for (const address of addresses) {
    const measured = [];
    for (let load = 0; load < Number(loads); load += 1) measured.push(await open(address));
    console.log(JSON.stringify(measured));
  }
} finally {
  await browser.close();
}

/** One first visit, with nothing kept from another. */
async function open(address) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, locale: 'ja-JP' });
  try {
    if (cookie) {
      const [name, value] = cookie.split(/=(.*)/s);
      await context.addCookies([{ name, value, url: new URL(address).origin }]);
    }
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', line);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      window.largest = 0;
      window.moved = 0;
      const watch = (type, note) =>
        new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
      watch('largest-contentful-paint', (entry) => {
        window.largest = Math.max(window.largest, entry.startTime);
      });
      watch('layout-shift', (entry) => {
        window.moved += entry.value;
      });
    });
    const answer = await page.goto(address, { waitUntil: 'load' });
    if (answer?.status() !== 200) throw new Error(`${address} was answered with ${answer?.status()}`);
    await page.waitForTimeout(rest);
    return await page.evaluate(() => ({ largest: window.largest, moved: window.moved }));
  } finally {
    await context.close();
  }
}
