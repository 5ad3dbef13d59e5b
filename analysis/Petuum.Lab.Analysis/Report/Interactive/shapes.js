// What charts.js draws itself: each gets the item's values, ECharts' api, the parameters and its settings.
const shapes = {
  band(run, api) {
    const edge = side => run.map(point => api.coord([point[0], point[side]]));
    return { type: "polygon", shape: { points: [...edge(1), ...edge(2).reverse()] } };
  },
  span([track, start, end], api, within, { height }) {
    const [left, middle] = api.coord([start, track]);
    const tall = api.size([0, 1])[1] * height;
    const wide = Math.max(api.coord([end, track])[0] - left, 0.5);
    return box({ x: left, y: middle - tall / 2, width: wide, height: tall }, within);
  },
  bin([low, high, count], api, within, { slot, slots, isClear, base }) {
    const [left, top] = api.coord([low, count]);
    const [right, bottom] = api.coord([high, base]);
    const room = right - left;
    const gap = Math.min(room * (isClear ? 0 : 0.12), 6);
    const wide = (room - gap) / slots;
    return box({ x: left + gap / 2 + slot * wide, y: top, width: Math.max(wide - (slots > 1 ? 0.5 : 0), 0.5),
      height: bottom - top }, within);
  },
  whisker([category, low, high], api, within, { slot, slots, lies }) {
    if (!(high >= low)) return undefined;
    const shift = place(api, slot, slots);
    const [from, to] = [low, high].map(value => api.coord(lies ? [value, category] : [category, value]));
    const across = Math.min(shift.width / 4, 6);
    const middle = from[lies ? 1 : 0] + shift.offsetCenter;
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: lies
      ? { x1: y1, y1: x1, x2: y2, y2: x2 } : { x1, y1, x2, y2 } });
    const [start, stop] = [from[lies ? 0 : 1], to[lies ? 0 : 1]];
    return { type: "group", children: [line(middle, start, middle, stop),
      line(middle - across, start, middle + across, start), line(middle - across, stop, middle + across, stop)] };
  },
  name([category], api, within, { slot, slots, name, turned }) {
    const x = api.coord([category, 0])[0] + place(api, slot, slots).offsetCenter;
    const y = within.y + within.height + 6;
    return { type: "text", x, y, rotation: turned ? Math.PI / 2 : 0, style: { text: name, font: "inherit",
      fontSize: small, align: turned ? "right" : "center", verticalAlign: turned ? "middle" : "top" } };
  },
};

function box(shape, within) {
  const clipped = echarts.graphic.clipRectByRect(shape, within);
  return clipped && { type: "rect", shape: clipped };
}

const bars = { barCategoryGap: "24%", barGap: "6%", barMaxWidth: 72 };
const place = (api, slot, slots) => api.barLayout({ count: slots, ...bars })[slot];
