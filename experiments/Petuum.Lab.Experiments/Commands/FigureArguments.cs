using System.CommandLine;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Figures;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>The options of figures: their formats, how large they are, and their ground.</summary>
internal sealed class FigureArguments
{
    private const string Light = "light";
    private const string Dark = "dark";

    /// <summary>What is written; nothing if it is not given.</summary>
    public Option<string?> Formats { get; } = new("--figures")
    {
        Description = $"Write every chart as a figure in figures/, in these formats: {List()}. "
            + "Separate them by commas.",
        HelpName = "FORMATS",
    };

    /// <summary>The width.</summary>
    public Option<int> Width { get; } = new("--width")
    {
        Description = "A figure's width: points in a PDF, units in an SVG, half the pixels of a PNG; 240 to 10000.",
        DefaultValueFactory = _ => FigureOptions.Default.Width,
        HelpName = "N",
    };

    /// <summary>The height.</summary>
    public Option<int> Height { get; } = new("--height")
    {
        Description = "A figure's height, in the same units; 160 to 10000.",
        DefaultValueFactory = _ => FigureOptions.Default.Height,
        HelpName = "N",
    };

    /// <summary>The size of letters.</summary>
    public Option<double> FontSize { get; } = new("--font-size")
    {
        Description = "The size of a figure's letters, in the same units; 6 to 48.",
        DefaultValueFactory = _ => FigureOptions.Default.FontSize,
        HelpName = "X",
    };

    /// <summary>The ground.</summary>
    public Option<string> Theme { get; } = new("--theme")
    {
        Description = $"A figure's ground: {Light} (white) or {Dark} (for slides).",
        DefaultValueFactory = _ => Light,
        HelpName = "NAME",
    };

    /// <summary>The writers that a command line asks for.</summary>
    /// <exception cref="UserException">A size or a theme is wrong.</exception>
    public IReadOnlyList<IChartWriter> Writers(ParseResult parsed)
    {
        string theme = parsed.GetRequiredValue(Theme);
        if (theme is not (Light or Dark))
        {
            throw new UserException($"--theme {theme}", "there is no such theme", $"use {Light} or {Dark}");
        }

        FigureOptions options = new()
        {
            Width = parsed.GetValue(Width),
            Height = parsed.GetValue(Height),
            FontSize = parsed.GetValue(FontSize),
            IsDark = theme == Dark,
        };
        RequireSizes(options);
        string[] formats = parsed.GetValue(Formats)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return [.. formats.Distinct().Select(format => Composition.CreateFigureWriter(format, options))];
    }

    private static void RequireSizes(FigureOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException refused)
        {
            string option = refused.ParamName switch
            {
                nameof(FigureOptions.Width) => "--width",
                nameof(FigureOptions.Height) => "--height",
                _ => "--font-size",
            };
            throw new UserException(
                $"{option} {refused.ActualValue}", "a figure cannot have this size", refused.Message.Split(" (")[0]);
        }
    }

    private static string List() => string.Join(", ", Composition.FigureFormats);
}
