using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Petuum.Lab.Datasets;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>Options that several commands share, and how their texts are read.</summary>
internal static class Arguments
{
    /// <summary>One JSON object as the last line of standard output.</summary>
    public static Option<bool> Json() =>
        new("--json") { Description = "Print one JSON object as the last line of standard output." };

    /// <summary>A folder to write to.</summary>
    public static Option<string?> Out(string description) =>
        new("--out") { Description = description, HelpName = "DIR" };

    /// <summary>An unsigned 64-bit seed; null if it was not given.</summary>
    /// <exception cref="UserException">It is not one.</exception>
    public static ulong? Seed(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new UserException(
                $"--seed {text}",
                "a seed is a whole number",
                $"give a whole number from 0 to {ulong.MaxValue}");
    }

    /// <summary>A seed's option.</summary>
    public static Option<string?> SeedOption(string description) =>
        new("--seed") { Description = description, HelpName = "N" };

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    /// <exception cref="UserException">It is not one.</exception>
    public static int Whole(ParseResult parsed, Option<string> option, int least = 1)
    {
        string text = parsed.GetRequiredValue(option);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new UserException(
                $"{option.Name} {text}",
                $"it takes a whole number of at least {least}",
                $"for example {option.Name} {Math.Max(least, 10)}");
    }

    /// <summary>A finite number within bounds.</summary>
    /// <exception cref="UserException">It is not one.</exception>
    public static double Number(
        ParseResult parsed, Option<string> option, double least = double.MinValue, double most = double.MaxValue)
    {
        string text = parsed.GetRequiredValue(option);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value >= least && value <= most
            ? value
            : throw new UserException(
                $"{option.Name} {text}",
                "it takes a number" + Bounds(least, most),
                $"give one, as in {option.Name} 0.5");
    }

    /// <summary>A data format by name; null if it was not given.</summary>
    /// <exception cref="UserException">There is none of that name.</exception>
    public static DataFormat? Format(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } name)
        {
            return null;
        }

        return DataFormats.TryParse(name, out DataFormat format)
            ? format
            : throw new UserException(
                $"{option.Name} {name}",
                "there is no such format",
                $"use one of {string.Join(", ", DataFormats.AllNames)}");
    }

    /// <summary>JSON on one line, with a line feed.</summary>
    public static void WriteJson(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            write(json);
        }

        output.Write(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        output.Write('\n');
    }

    private static string Bounds(double least, double most) => (least > double.MinValue, most < double.MaxValue) switch
    {
        (true, true) => $" from {least} to {most}",
        (true, false) => $" of at least {least}",
        (false, true) => $" of at most {most}",
        _ => string.Empty,
    };
}
