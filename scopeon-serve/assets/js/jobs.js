// Work that is done in slices, so that no task is long and the page answers to people meanwhile.

/** How long a slice goes on beginning jobs, in milliseconds. */
const SLICE = 8;
const jobs = new Map();
let running = false;
let ended = () => {};

const soon = (run) => (globalThis.scheduler?.postTask ? scheduler.postTask(run) : setTimeout(run));

/** Does a job in a slice; one of the same key that has not begun is replaced. */
export function later(key, job) {
  jobs.set(key, job);
  if (!running) soon(slice);
  running = true;
}

/** Whether there is work left, and who is told that there is none any more. */
export const isBusy = () => running;
export const onIdle = (callback) => { ended = callback; };

function slice() {
  const end = performance.now() + SLICE;
  try {
    while (jobs.size && performance.now() < end) {
      const [[key, job]] = jobs;
      jobs.delete(key);
      job();
    }
  } finally {
    running = jobs.size > 0;
    if (running) soon(slice); else ended();
  }
}
