using Petuum.Lab.Analysis.Statistics;

namespace Petuum.Lab.Analysis.Charts.Drawing;

/// <summary>What a file format offers to draw on; lengths are pixels at the chart's normal size, y downwards.</summary>
public interface ICanvas
{
    /// <summary>
    /// What follows until <see cref="EndGroup"/> belongs together. A viewer may show <paramref name="tooltip"/> under
    /// the pointer; <paramref name="isCrisp"/> asks for edges without smoothing, so that neighbours leave no seam.
    /// </summary>
    void BeginGroup(string tooltip = "", bool isCrisp = false);

    /// <summary>Ends the group.</summary>
    void EndGroup();

    /// <summary>A straight line.</summary>
    void Line(double x1, double y1, double x2, double y2, Paint paint);

    /// <summary>A rectangle; <paramref name="tooltip"/> is what a viewer may show under the pointer.</summary>
    void Rectangle(Box box, Paint paint, string tooltip = "", double radius = 0);

    /// <summary>A rectangle in a colour of a continuous palette, which is the same on light and dark grounds.</summary>
    void Cell(Box box, string color, string tooltip = "");

    /// <summary>Several rectangles as one shape in a colour of a continuous palette.</summary>
    void Area(IReadOnlyList<Box> boxes, string color);

    /// <summary>A disc.</summary>
    void Circle(double x, double y, double radius, Paint paint);

    /// <summary>A line through points in pixels, closed or open, with round ends and corners.</summary>
    void Path(IReadOnlyList<CurvePoint> points, Paint paint, bool closed = false);

    /// <summary>
    /// Text with its baseline at <paramref name="y"/>; raised digits become a smaller run; <paramref name="halo"/>
    /// keeps it readable over lines.
    /// </summary>
    void Text(
        double x, double y, string text, double size, Tone tone,
        Anchor anchor = Anchor.Start, bool bold = false, bool halo = false);

    /// <summary>Text on a coloured cell, centred, in a colour as <c>#rrggbb</c>.</summary>
    void TextOnCell(double x, double y, string text, double size, string color);
}

/// <summary>Where a text's position lies in it.</summary>
public enum Anchor
{
    /// <summary>Where it starts.</summary>
    Start,

    /// <summary>In its middle.</summary>
    Middle,

    /// <summary>Where it ends.</summary>
    End,
}

/// <summary>A rectangle in pixels, y downwards.</summary>
/// <param name="Left">Its left edge.</param>
/// <param name="Top">Its upper edge.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
public readonly record struct Box(double Left, double Top, double Width, double Height)
{
    /// <summary>Its right edge.</summary>
    public double Right => Left + Width;

    /// <summary>Its lower edge.</summary>
    public double Bottom => Top + Height;

    /// <summary>The pixel of a point of the unit square, whose y points upwards.</summary>
    public CurvePoint At(CurvePoint unit) => new(Left + (unit.X * Width), Bottom - (unit.Y * Height));
}

/// <summary>How a shape is painted.</summary>
/// <param name="Fill">What fills it, or null for nothing.</param>
/// <param name="Stroke">The colour of its outline, or null for none.</param>
/// <param name="Width">The outline's width in pixels.</param>
/// <param name="Dash">Lengths of strokes and gaps in turn, in pixels; null for a solid outline.</param>
/// <param name="Opacity">From 0 (cannot be seen) to 1.</param>
public readonly record struct Paint(
    Tone? Fill = null, Tone? Stroke = null, double Width = 1, IReadOnlyList<double>? Dash = null, double Opacity = 1);
