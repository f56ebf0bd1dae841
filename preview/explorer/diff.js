"use strict";

// The lines of two texts as [sign, line before, line after], both from 0.
function lineDiff(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start && end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) end++;
  const rows = [];
  for (let n = 0; n < start; n++) rows.push([" ", n, n]);
  rows.push(...middle(before, after, start, before.length - end, after.length - end));
  for (let n = end; n > 0; n--) rows.push([" ", before.length - n, after.length - n]);
  return rows;
}

// The longest common subsequence, from a table of its lengths.
function middle(before, after, start, endBefore, endAfter) {
  const width = endAfter - start + 1;
  const lengths = new Uint32Array((endBefore - start + 1) * width);
  const at = (i, j) => (i - start) * width + j - start;
  for (let i = endBefore - 1; i >= start; i--) {
    for (let j = endAfter - 1; j >= start; j--) {
      lengths[at(i, j)] = before[i] === after[j]
        ? lengths[at(i + 1, j + 1)] + 1
        : Math.max(lengths[at(i + 1, j)], lengths[at(i, j + 1)]);
    }
  }
  const rows = [];
  let i = start, j = start;
  while (i < endBefore || j < endAfter) {
    if (i < endBefore && j < endAfter && before[i] === after[j]) rows.push([" ", i++, j++]);
    else if (j === endAfter || (i < endBefore && lengths[at(i + 1, j)] >= lengths[at(i, j + 1)])) rows.push(["-", i++, j]);
    else rows.push(["+", i, j++]);
  }
  return rows;
}

// Runs of rows: those to show, and those farther than three lines from a change.
function hunks(rows) {
  const near = rows.map(() => false);
  rows.forEach(([sign], n) => {
    if (sign !== " ") near.fill(true, Math.max(0, n - 3), n + 4);
  });
  const parts = [];
  rows.forEach((row, n) => {
    const last = parts.at(-1);
    if (last && last.shown === near[n]) last.rows.push(row);
    else parts.push({ shown: near[n], rows: [row] });
  });
  return parts;
}
