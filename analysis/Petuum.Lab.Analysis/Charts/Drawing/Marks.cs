using Petuum.Lab.Analysis.Charts.Layout;
using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>Draws the shapes at points and at the ends of lines.</summary>
internal static class Marks
{
    private const double Radius = 3.6;

    public static void Draw(ICanvas canvas, MarkerShape shape, CurvePoint at, Tone tone)
    {
        var paint = new Paint(tone, Tone.Ground);
        switch (shape)
        {
            case MarkerShape.Circle:
                canvas.Circle(at.X, at.Y, Radius, paint);
                break;
            case MarkerShape.Square:
                canvas.Path(Around(at, 3.2, (-1, -1), (1, -1), (1, 1), (-1, 1)), paint, closed: true);
                break;
            case MarkerShape.Diamond:
                canvas.Path(Around(at, 4.6, (0, -1), (1, 0), (0, 1), (-1, 0)), paint, closed: true);
                break;
            case MarkerShape.Triangle:
                canvas.Path(Around(at, 4.2, (0, -1), (1, 0.8), (-1, 0.8)), paint, closed: true);
                break;
            case MarkerShape.Cross:
                DrawCross(canvas, at, tone);
                break;
        }
    }

    /// <summary>An arrowhead where a line leaves the plot for good, a cross where it has no further value.</summary>
    public static void DrawEnding(ICanvas canvas, Box plot, CurvePoint at, LineEnding ending, Tone tone)
    {
        var paint = new Paint(tone, Tone.Ground);
        double x = Math.Clamp(at.X, plot.Left + 5, plot.Right - 5);
        switch (ending)
        {
            case LineEnding.LeavesUp:
                canvas.Path(
                    Around(new CurvePoint(x, plot.Top), 5.5, (0, -1), (1, 0.8), (-1, 0.8)), paint, closed: true);
                break;
            case LineEnding.LeavesDown:
                canvas.Path(
                    Around(new CurvePoint(x, plot.Bottom), 5.5, (0, 1), (1, -0.8), (-1, -0.8)), paint, closed: true);
                break;
            case LineEnding.Breaks:
                DrawCross(canvas, at, tone);
                break;
        }
    }

    private static void DrawCross(ICanvas canvas, CurvePoint at, Tone tone)
    {
        var paint = new Paint(Stroke: tone, Width: 2);
        canvas.Path(Around(at, Radius, (-1, -1), (1, 1)), paint);
        canvas.Path(Around(at, Radius, (-1, 1), (1, -1)), paint);
    }

    private static CurvePoint[] Around(CurvePoint at, double radius, params (double X, double Y)[] corners) =>
        corners.Select(corner => new CurvePoint(at.X + (radius * corner.X), at.Y + (radius * corner.Y))).ToArray();
}
