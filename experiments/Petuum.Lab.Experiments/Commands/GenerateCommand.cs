using System.CommandLine;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Reading;
using YamlDotNet.RepresentationModel;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>
/// <c>lab data generate GENERATOR</c>: data from a seed, the same bytes everywhere. Generators and their options are
/// those of specs.
/// </summary>
internal static class GenerateCommand
{
    /// <summary>The command and those below it.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Command generate = new(
            "generate", "Write data drawn from a seed: the same options and seed give the same bytes.");
        foreach (DataGenerator generator in GeneratorRegistry.All)
        {
            generate.Add(Create(generator, terminal));
        }

        generate.SetAction(LabHelp.Show);
        return generate;
    }

    private static Command Create(DataGenerator generator, LabTerminal terminal)
    {
        Command command = new(generator.Name, generator.Description);
        List<(Option<string?> Option, string Key)> options = [];
        foreach (OptionKey key in generator.Keys)
        {
            Option<string?> option = key.Alias is { } alias ? new("--" + key.Name, "--" + alias) : new("--" + key.Name);
            option.Description = $"{char.ToUpperInvariant(key.Says[0])}{key.Says[1..]}; {key.Default} by default.";
            option.HelpName = key.IsSwitch ? "on|off" : "VALUE";
            option.Arity = key.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
            options.Add((option, key.Name));
            command.Add(option);
        }

        Target target = new(generator.Kind);
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            Given given = new([
                .. options.Where(option => parsed.GetResult(option.Option) is not null)
                    .Select(option => (
                        option.Key,
                        parsed.GetResult(option.Option)!.IdentifierToken?.Value ?? option.Option.Name,
                        parsed.GetValue(option.Option) ?? "on")),
            ]);
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            object read = generator.Fitted(generator.Read(given.ToNode()), given.Has);
            LoadedData data = generator.GenerateFrom(read, seed);
            Write(terminal.Resolve(path), data, format);
            terminal.Out.WriteLine($"{path}: {DataFormats.NameOf(format)}, {data.Description}, seed {seed}");
            return ExitCodes.Sound;
        });
        return command;
    }

    private static void Write(string path, LoadedData data, DataFormat format)
    {
        if (data.Rows is { } rows)
        {
            DataWriter.Write(path, rows, format);
        }
        else if (data.Ratings is { } ratings)
        {
            DataWriter.Write(path, ratings, format);
        }
        else
        {
            DataWriter.Write(path, data.Documents!, format);
        }
    }

    /// <summary>The options that were typed: key, name on the command line, value.</summary>
    private sealed class Given(IReadOnlyList<(string Key, string Option, string Value)> options)
    {
        public bool Has(string key) => options.Any(option => option.Key == key);

        /// <summary>A section of a spec whose keys stand where they were typed, and need not all be there.</summary>
        public SpecNode ToNode()
        {
            ReadContext context = new("data generate") { NeedsAll = false };
            YamlMappingNode section = [];
            foreach ((string key, string option, string value) in options)
            {
                YamlScalarNode name = new(key);
                YamlScalarNode text = new(value) { Style = YamlDotNet.Core.ScalarStyle.Plain };
                SpecPlace place = new($"{option} {value}", 0);
                context.PutOne(name, place);
                context.PutOne(text, place);
                section.Add(name, text);
            }

            return new SpecNode(section, "", context, new SpecPlace("data generate", 0));
        }
    }

    /// <summary>The options of every generator: file, format, seed.</summary>
    private sealed class Target(DataKind kind)
    {
        private readonly Option<string> _out = new("--out")
        {
            Description = "The file to write; it is compressed if its name ends in .gz.",
            HelpName = "FILE",
            Required = true,
        };

        private readonly Option<string?> _format = new("--format")
        {
            Description = "The format, if the ending of the file's name does not say.",
            HelpName = "FORMAT",
        };

        private readonly Option<string?> _seed = Arguments.SeedOption("Unsigned 64-bit; 1 if left out.");

        public void AddTo(Command command)
        {
            command.Add(_seed);
            command.Add(_out);
            command.Add(_format);
        }

        public (string Path, DataFormat Format, Seed Seed) Read(ParseResult parsed, LabTerminal terminal)
        {
            string path = parsed.GetRequiredValue(_out);
            DataFormat format = Arguments.Format(parsed, _format) ?? DataFormats.FromFileName(path, kind);
            string? folder = Path.GetDirectoryName(terminal.Resolve(path));
            if (!Directory.Exists(folder))
            {
                throw new UserException(path, "its folder does not exist", $"create {folder} first");
            }

            return (path, format, new Seed(Arguments.Seed(parsed, _seed) ?? 1));
        }
    }
}
