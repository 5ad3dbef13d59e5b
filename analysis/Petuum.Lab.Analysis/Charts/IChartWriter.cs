namespace Petuum.Lab.Analysis.Charts;

/// <summary>Draws every kind of <see cref="Chart"/> in one file format; the same chart gives the same bytes.</summary>
public interface IChartWriter
{
    /// <summary>The format's file extension with its dot, such as <c>.svg</c>.</summary>
    string FileExtension { get; }

    /// <summary>Writes the picture; <paramref name="output"/> stays open.</summary>
    void Write(Chart chart, Stream output);
}
