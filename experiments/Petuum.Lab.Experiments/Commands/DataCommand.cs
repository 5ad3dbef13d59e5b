using System.CommandLine;
using System.Text.Json;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab data info|convert|generate</c>.</summary>
internal static class DataCommand
{
    /// <summary>The command and those below it.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Command data = new("data", "Look at data files, convert them, generate new ones.")
        {
            CreateInfo(terminal),
            CreateConvert(terminal),
            GenerateCommand.Create(terminal),
        };
        data.SetAction(LabHelp.Show);
        return data;
    }

    private static Command CreateInfo(LabTerminal terminal)
    {
        Argument<string> file = new("FILE") { Description = "The file; gzip files are read as they are." };
        ReadingOptions reading = new("--format");
        Option<bool> asJson = Arguments.Json();
        Command info = new("info", "Say what a data file holds: format, size, values, fingerprint.") { file, asJson };
        reading.AddTo(info);
        info.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            DataFile opened = DataFile.Open(terminal.Resolve(path), reading.Read(parsed, terminal));
            DatasetInfo found = opened.Describe() with { Path = path };
            IReadOnlyList<(string Name, string Value)> table = found.ToTable();
            int width = table.Max(row => row.Name.Length);
            foreach ((string name, string value) in table)
            {
                terminal.Out.WriteLine($"{name.PadRight(width)}  {value}");
            }

            if (parsed.GetValue(asJson))
            {
                Arguments.WriteJson(terminal.Out, json => Write(json, found));
            }

            return ExitCodes.Sound;
        });
        return info;
    }

    private static Command CreateConvert(LabTerminal terminal)
    {
        Argument<string> from = new("FROM") { Description = "The file to read; gzip files are read as they are." };
        Argument<string> to = new("TO")
        {
            Description = "The file to write; it is compressed if its name ends in .gz.",
        };
        ReadingOptions reading = new("--format");
        Option<string?> toFormat = new("--to")
        {
            Description = "The format to write, if the ending of TO does not say: "
                + $"{string.Join(", ", DataFormats.AllNames)}.",
            HelpName = "FORMAT",
        };
        Command convert = new(
            "convert",
            "Write a data file in another format of its kind, or a model's array (.npy) as CSV; every bit of the "
                + "numbers is kept.")
        {
            from, to, toFormat,
        };
        reading.AddTo(convert);
        convert.SetAction(parsed =>
        {
            (string source, string target) = (parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
            string wholeTarget = terminal.Resolve(target);
            if (terminal.TargetOf(target) == terminal.TargetOf(source))
            {
                throw new UserException(target, "FROM and TO are the same file", "choose another name for the copy");
            }

            if (NpyFile.IsName(source))
            {
                ArrayExport.Write(terminal.Name(source), wholeTarget, target);
                terminal.Out.WriteLine($"{target}: CSV, from {source} (NumPy array)");
                return ExitCodes.Sound;
            }

            DataFile file = DataFile.Open(terminal.Resolve(source), reading.Read(parsed, terminal));
            DataFormat format = Arguments.Format(parsed, toFormat) ?? FormatByName(target, file.Kind);
            switch (file.Kind)
            {
                case DataKind.Regression:
                    DataWriter.Write(wholeTarget, file.ReadRegression(), format);
                    break;
                case DataKind.Ratings:
                    DataWriter.Write(wholeTarget, file.ReadRatings(), format);
                    break;
                default:
                    DataWriter.Write(wholeTarget, file.ReadDocuments(), format);
                    break;
            }

            terminal.Out.WriteLine(
                $"{target}: {DataFormats.NameOf(format)}, from {source} ({DataFormats.NameOf(file.Format)})");
            return ExitCodes.Sound;
        });
        return convert;
    }

    private static DataFormat FormatByName(string path, DataKind kind)
    {
        try
        {
            return DataFormats.FromFileName(path, kind);
        }
        catch (DataFormatException failure)
        {
            throw new UserException(
                path, failure.Problem, failure.Remedy.Replace("--format", "--to", StringComparison.Ordinal));
        }
    }

    private static void Write(Utf8JsonWriter json, DatasetInfo info)
    {
        json.WriteStartObject();
        json.WriteString("file", info.Path);
        json.WriteString("format", info.Format);
        json.WriteBoolean("compressed", info.Compressed);
        json.WriteString("fingerprint", info.Fingerprint);
        if (info.Regression is { } samples)
        {
            json.WriteNumber("rows", samples.Rows);
            json.WriteNumber("columns", samples.Columns);
            json.WriteNumber("nonzeros", samples.Nonzeros);
            json.WriteNumber("density", (double?)samples.Density);
            json.WriteNumber("label_min", (double?)samples.LabelMin);
            json.WriteNumber("label_max", (double?)samples.LabelMax);
        }

        if (info.Ratings is { } ratings)
        {
            json.WriteNumber("users", ratings.Users);
            json.WriteNumber("items", ratings.Items);
            json.WriteNumber("ratings", ratings.Count);
            json.WriteNumber("density", (double?)ratings.Density);
            json.WriteNumber("mean", (double?)ratings.Mean);
            json.WriteNumber("min", (double?)ratings.Min);
            json.WriteNumber("max", (double?)ratings.Max);
            json.WriteNumber("duplicates", ratings.Duplicates);
        }

        if (info.Documents is { } documents)
        {
            json.WriteNumber("documents", documents.Documents);
            json.WriteNumber("empty_documents", documents.Empty);
            json.WriteNumber("words", documents.Words);
            json.WriteNumber("entries", documents.Entries);
            json.WriteNumber("tokens", documents.Tokens);
        }

        json.WriteEndObject();
    }
}

/// <summary>How a file is to be read, where it does not say so itself.</summary>
internal sealed class ReadingOptions(string formatName)
{
    private readonly Option<string?> _format = new(formatName)
    {
        Description = $"The format, if it cannot be detected: {string.Join(", ", DataFormats.AllNames)}.",
        HelpName = "FORMAT",
    };

    private readonly Option<bool> _zeroBased = new("--zero-based")
    {
        Description = "LIBSVM: feature indices start at 0.",
    };

    private readonly Option<string?> _columns = new("--columns")
    {
        Description = "LIBSVM: the number of features, if the file may not contain the last ones.",
        HelpName = "N",
    };

    private readonly Option<bool> _header = new("--header") { Description = "CSV: the first line names the columns." };

    private readonly Option<bool> _noHeader = new("--no-header") { Description = "CSV: the first line is data." };

    private readonly Option<string?> _label = new("--label")
    {
        Description = "CSV: the label's column, by name or by number from 1; the last one by default.",
        HelpName = "COLUMN",
    };

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "MatrixMarket and idx: the file of the labels; X.y.mtx beside X.mtx, or t10k-labels-idx1-ubyte "
            + "beside t10k-images-idx3-ubyte, by default.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _vocab = new("--vocab")
    {
        Description = "Bags of words: the file of the words, one a line.",
        HelpName = "FILE",
    };

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => All.Select(option => option.Name);

    private Option[] All => [_format, _zeroBased, _columns, _header, _noHeader, _label, _labels, _vocab];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for as keys of a spec's <c>data</c>.</summary>
    /// <exception cref="UserException">It makes no sense.</exception>
    public IEnumerable<SpecOverride> Settings(ParseResult parsed, LabTerminal terminal)
    {
        DataOptions asked = Read(parsed, terminal);
        SpecOverride Set(string key, Option option, string value) =>
            new($"data.{key}", new OptionValue.Text(value).ToFlow(), $"{option.Name} {value}");
        if (asked.Format is { } format)
        {
            yield return Set("format", _format, DataFormats.NameOf(format));
        }

        if (asked.ZeroBased)
        {
            yield return new SpecOverride("data.zero-based", "true", _zeroBased.Name);
        }

        if (asked.Columns is { } columns)
        {
            yield return new SpecOverride("data.columns", columns.ToString(), $"{_columns.Name} {columns}");
        }

        if (asked.HasHeader is { } header)
        {
            yield return new SpecOverride(
                "data.header", header ? "true" : "false", header ? _header.Name : _noHeader.Name);
        }

        if (asked.LabelColumn is { } label)
        {
            yield return Set("label", _label, label);
        }

        if (parsed.GetValue(_labels) is { } labels)
        {
            yield return Set("labels", _labels, terminal.Name(labels));
        }

        if (parsed.GetValue(_vocab) is { } vocab)
        {
            yield return Set("vocab", _vocab, terminal.Name(vocab));
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserException">It makes no sense.</exception>
    public DataOptions Read(ParseResult parsed, LabTerminal terminal)
    {
        (bool header, bool noHeader) = (parsed.GetValue(_header), parsed.GetValue(_noHeader));
        if (header && noHeader)
        {
            throw new UserException(
                "--header --no-header", "they contradict each other", "give one of them, or none to have it detected");
        }

        return new DataOptions
        {
            Format = Arguments.Format(parsed, _format),
            ZeroBased = parsed.GetValue(_zeroBased),
            Columns = Columns(parsed),
            HasHeader = header ? true : noHeader ? false : null,
            LabelColumn = parsed.GetValue(_label),
            LabelPath = parsed.GetValue(_labels) is { } path ? terminal.Resolve(path) : null,
            VocabularyPath = parsed.GetValue(_vocab) is { } vocab ? terminal.Resolve(vocab) : null,
        };
    }

    private int? Columns(ParseResult parsed)
    {
        if (parsed.GetValue(_columns) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, out int columns) && columns >= 0
            ? columns
            : throw new UserException(
                $"--columns {text}", "it takes a whole number, 0 or more", "pass the number of features");
    }
}
