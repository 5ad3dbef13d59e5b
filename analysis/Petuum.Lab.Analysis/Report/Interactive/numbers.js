// Reading the CSV, writing numbers, and where the marks of an axis stand.

// CSV as result files have it: RFC 4180 with line feeds.
function parseCsv(text) {
  const rows = [[]];
  const field = /("(?:[^"]|"")*"|[^",\n]*)(,|\n|$)/g;
  for (let match = field.exec(text); match && field.lastIndex <= text.length; match = field.exec(text)) {
    const raw = match[1];
    rows.at(-1).push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (match[2] === "\n") rows.push([]);
    if (match[2] === "" || field.lastIndex === text.length) break;
  }
  if (rows.at(-1).length === 0) rows.pop();
  return { headers: rows[0], rows: rows.slice(1) };
}

const toNumber = text => text === "" ? NaN : Number(text);
const superscript = power => "10" + String(power).replace(/./g, sign => sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]);

// As many digits as it takes, powers of ten beyond 10⁵ and below 10⁻³, thin spaces, true minus signs.
function format(value, digits = 10) {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? "0" : String(value);
  const [mantissa, power] = value.toExponential(digits - 1).split("e").map(Number);
  if (power > 5 || power < -3) {
    const factor = String(mantissa).replace("-", "−");
    return factor === "1" ? superscript(power) : `${factor}×${superscript(power)}`;
  }
  const [whole, rest] = String(Number(value.toPrecision(digits))).replace("-", "−").split(".");
  const grouped = whole.replace("−", "").length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") : whole;
  return rest ? `${grouped}.${rest}` : grouped;
}

function niceStep(span, parts) {
  const raw = span / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * ([1, 2, 2.5, 5].find(factor => factor * power >= raw * 0.999) ?? 10);
}

// The bounds of a linear axis: round numbers, or the data's own ends.
function linearBounds([min, max], lab) {
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (max - min <= Math.max(size * 1e-6, 1e-290)) {
    const half = size * 0.05 || 0.5;
    [min, max] = [min - half, max + half];
  }
  const step = niceStep(max - min, 5);
  return lab.isTight ? [min, max] : [
    lab.fixed[0] ? min : Math.floor(min / step + 1e-9) * step,
    lab.fixed[1] ? max : Math.ceil(max / step - 1e-9) * step,
  ].map(bound => Number(bound.toPrecision(12)));
}

function logBounds([min, max], lab) {
  const pad = Math.max(Math.log10(max / min) * 0.04, max > min ? 0 : 0.2);
  return [lab.fixed[0] || (lab.isTight && max > min) ? min : Math.max(min / 10 ** pad, 1e-300),
    lab.fixed[1] || (lab.isTight && max > min) ? max : Math.min(max * 10 ** pad, 1e300)];
}

// Marks of a linear axis: multiples of a round step.
function linearTicks(min, max, parts, stepMin) {
  const step = Math.max(niceStep(max - min, parts), stepMin);
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.max(0, Math.floor(max / step + 1e-9) - first + 1);
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

// Marks of a log axis: decades, or 1, 2, 5 within them, or round steps where the axis is shorter than that.
function logTicks(min, max) {
  const decades = Math.log10(max / min);
  if (decades < 0.5) return linearTicks(min, max, 5, 0);
  const factors = decades > 3 ? [1] : decades > 1.3 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  const every = Math.max(1, Math.ceil(decades / 7));
  const ticks = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    if (power % every === 0) ticks.push(...factors.map(factor => Number(`${factor}e${power}`)));
  }
  return ticks.filter(tick => tick >= min && tick <= max);
}
