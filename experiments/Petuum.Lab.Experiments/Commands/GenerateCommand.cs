using System.CommandLine;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>
/// <c>lab data generate classes|lasso|clusters|metric|factors|ratings|documents|labelled-documents</c>: data from a
/// seed, the same bytes everywhere.
/// </summary>
internal static class GenerateCommand
{
    /// <summary>The command and those below it.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Command generate = new(
            "generate", "Write data drawn from a seed: the same options and seed give the same bytes.")
        {
            CreateClasses(terminal),
            CreateLasso(terminal),
            CreateClusters(terminal),
            CreateMetric(terminal),
            CreateFactors(terminal),
            CreateRatings(terminal),
            CreateDocuments(terminal),
            CreateLabelledDocuments(terminal),
        };
        generate.SetAction(LabHelp.Show);
        return generate;
    }

    private static Command CreateClasses(LabTerminal terminal)
    {
        Target target = new(DataKind.Regression);
        Option<string> samples = Number("--samples", "Rows.", "1000");
        Option<string> features = Number("--features", "Features.", "20");
        Option<string> classes = Number("--classes", "Classes, with the labels 0, 1, ….", "10");
        Option<string> centres = Number(
            "--centres", "Centres of each class; with more than one, no linear model tells them apart.", "1");
        Option<string> separation = Number(
            "--separation", "The expected distance of two centres in standard deviations of the noise.", "5");
        Command command = new("classes", "Classes of planted centres, with noise around them.")
        {
            samples, features, classes, centres, separation,
        };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            ClassesOptions options = new()
            {
                Samples = Arguments.Whole(parsed, samples),
                Features = Arguments.Whole(parsed, features),
                Classes = Arguments.Whole(parsed, classes),
                CentresPerClass = Arguments.Whole(parsed, centres),
                Separation = Arguments.Number(parsed, separation, least: 0),
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            RegressionData data = ClassesGenerator.Generate(options, seed).Data;
            DataWriter.Write(terminal.Resolve(path), data, format);
            terminal.Out.WriteLine(
                $"{path}: {DataFormats.NameOf(format)}, {data.Rows} × {data.Columns}, seed {seed}");
            return ExitCodes.Sound;
        });
        return command;
    }

    private static Command CreateLasso(LabTerminal terminal)
    {
        Target target = new(DataKind.Regression);
        Option<string> samples = Number("--samples", "Rows of X.", "1000");
        Option<string> features = Number("--features", "Columns of X.", "2000");
        Option<string> follow = Number("--follow", "How likely a feature builds on the one before, 0 … 1.", "0.5");
        Option<bool> perColumn = new("--per-column")
        {
            Description = "Draw that once a column, not once an entry: chains of strongly correlated features.",
        };
        Option<string> nonzero = Number("--true-coefficients", "Coefficients that are not 0.", "100");
        Option<string> value = Number("--coefficient", "What they are.", "10");
        Option<string> noise = Number("--noise", "Standard deviation of the noise in y.", "1");
        Option<string?> perColumnNonzeros = new("--nonzeros-per-column")
        {
            Description = "Nonzeros in each column; dense if left out.",
            HelpName = "N",
        };
        Command lasso = new("lasso", "The synthetic Lasso problem of the STRADS paper: y = Xβ + noise.")
        {
            samples, features, follow, perColumn, nonzero, value, noise, perColumnNonzeros,
        };
        target.AddTo(lasso);
        lasso.SetAction(parsed =>
        {
            (int rows, int columns) = (Arguments.Whole(parsed, samples), Arguments.Whole(parsed, features));
            bool isDefault = parsed.GetResult(nonzero) is not { Implicit: false };
            int truth = Arguments.Whole(parsed, nonzero, least: 0);
            LassoOptions options = new()
            {
                Samples = rows,
                Features = columns,
                FollowProbability = Arguments.Number(parsed, follow, 0, 1),
                Correlation = parsed.GetValue(perColumn) ? LassoCorrelation.PerColumn : LassoCorrelation.PerEntry,
                TrueCoefficients = isDefault
                    ? Math.Min(truth, columns)
                    : AtMost(nonzero.Name, truth, columns, "--features"),
                CoefficientValue = Arguments.Number(parsed, value),
                Noise = Arguments.Number(parsed, noise, least: 0),
                NonzerosPerColumn = parsed.GetValue(perColumnNonzeros) is { } text ? Nonzeros(text, rows) : null,
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            return Write(terminal, path, format, LassoGenerator.Generate(options, seed).Data, seed);
        });
        return lasso;
    }

    private static Command CreateClusters(LabTerminal terminal)
    {
        Target target = new(DataKind.Regression);
        Option<string> samples = Number("--samples", "Rows.", "1000");
        Option<string> features = Number("--features", "Columns.", "10");
        Option<string> count = Number("--clusters", "Planted centres, drawn from N(0, 1).", "10");
        Option<string> spread = Number("--spread", "Standard deviation around a centre.", "0.2");
        Command clusters = new("clusters", "Rows around planted centres; labels tell which.")
        {
            samples, features, count, spread,
        };
        target.AddTo(clusters);
        clusters.SetAction(parsed =>
        {
            ClusterOptions options = new()
            {
                Samples = Arguments.Whole(parsed, samples),
                Features = Arguments.Whole(parsed, features),
                Clusters = Arguments.Whole(parsed, count),
                Spread = Arguments.Number(parsed, spread, least: 0),
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            return Write(terminal, path, format, ClusterGenerator.Generate(options, seed).Data, seed);
        });
        return clusters;
    }

    private static Command CreateMetric(LabTerminal terminal)
    {
        Target target = new(DataKind.Regression);
        Option<string> samples = Number("--samples", "Rows.", "2000");
        Option<string> features = Number("--features", "Columns.", "20");
        Option<string> classes = Number("--classes", "Classes, whose centres are drawn from N(0, 1).", "5");
        Option<string> rank = Number("--rank", "Dimensions in which classes differ.", "5");
        Option<string> spread = Number("--spread", "Standard deviation of a class in those.", "0.2");
        Option<string> nuisance = Number("--nuisance", "Standard deviation of all rows in the others.", "3");
        Command metric = new("metric", "Classes that differ in a few hidden dimensions, for metric learning.")
        {
            samples, features, classes, rank, spread, nuisance,
        };
        target.AddTo(metric);
        metric.SetAction(parsed =>
        {
            int columns = Arguments.Whole(parsed, features);
            MetricOptions options = new()
            {
                Samples = Arguments.Whole(parsed, samples),
                Features = columns,
                Classes = Arguments.Whole(parsed, classes),
                Rank = AtMost(rank.Name, Arguments.Whole(parsed, rank), columns, "--features"),
                Spread = Arguments.Number(parsed, spread, least: 0),
                Nuisance = Arguments.Number(parsed, nuisance, least: 0),
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            return Write(terminal, path, format, MetricGenerator.Generate(options, seed).Data, seed);
        });
        return metric;
    }

    private static Command CreateFactors(LabTerminal terminal)
    {
        Target target = new(DataKind.Regression);
        Option<string> samples = Number("--samples", "Rows.", "1000");
        Option<string> features = Number("--features", "Columns.", "30");
        Option<string> rank = Number("--rank", "Atoms that rows are made of.", "10");
        Option<bool> nonNegative = new("--non-negative") { Description = "Nothing is negative." };
        Option<string> density = Number("--density", "The chance that a value of a code is not 0.", "0.2");
        Option<string> noise = Number("--noise", "Standard deviation of the noise.", "0");
        Command factors = new("factors", "Rows made of planted atoms, for nmf and sparse-coding.")
        {
            samples, features, rank, nonNegative, density, noise,
        };
        target.AddTo(factors);
        factors.SetAction(parsed =>
        {
            PlantedFactorOptions options = new()
            {
                Samples = Arguments.Whole(parsed, samples),
                Features = Arguments.Whole(parsed, features),
                Rank = Arguments.Whole(parsed, rank),
                IsNonNegative = parsed.GetValue(nonNegative),
                Density = Arguments.Number(parsed, density, 1e-6, 1),
                Noise = Arguments.Number(parsed, noise, least: 0),
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            return Write(terminal, path, format, FactorGenerator.Generate(options, seed).Data, seed);
        });
        return factors;
    }

    private static int Write(LabTerminal terminal, string path, DataFormat format, RegressionData data, Seed seed)
    {
        DataWriter.Write(terminal.Resolve(path), data, format);
        terminal.Out.WriteLine($"{path}: {DataFormats.NameOf(format)}, {data.Rows} × {data.Columns}, seed {seed}");
        return ExitCodes.Sound;
    }

    private static Command CreateRatings(LabTerminal terminal)
    {
        Target target = new(DataKind.Ratings);
        Option<string> users = Number("--users", "Users.", "1000");
        Option<string> items = Number("--items", "Items.", "500");
        Option<string> rank = Number("--rank", "Rank of what is planted.", "10");
        Option<string> count = Number("--count", "Ratings given.", "50000");
        Option<string> noise = Number("--noise", "Standard deviation of the noise; planted entries have 1.", "0.1");
        Option<string> skew = Number("--skew", "How unevenly items are rated, 0 … 10; 0 is even.", "0");
        Command ratings = new("ratings", "Ratings of planted low rank with noise.")
        {
            users, items, rank, count, noise, skew,
        };
        target.AddTo(ratings);
        ratings.SetAction(parsed =>
        {
            (int rows, int columns) = (Arguments.Whole(parsed, users), Arguments.Whole(parsed, items));
            int most = (int)Math.Min(int.MaxValue, (long)rows * columns);
            LowRankOptions options = new()
            {
                Users = rows,
                Items = columns,
                Rank = Arguments.Whole(parsed, rank),
                Ratings = AtMost(count.Name, Arguments.Whole(parsed, count), most, "--users × --items"),
                Noise = Arguments.Number(parsed, noise, least: 0),
                PopularitySkew = Arguments.Number(parsed, skew, 0, 10),
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            Ratings data = LowRankRatingsGenerator.Generate(options, seed).Ratings;
            DataWriter.Write(terminal.Resolve(path), data, format);
            terminal.Out.WriteLine(
                $"{path}: {DataFormats.NameOf(format)}, {data.Count} ratings of {rows} × {columns}, seed {seed}");
            return ExitCodes.Sound;
        });
        return ratings;
    }

    private static Command CreateDocuments(LabTerminal terminal)
    {
        Target target = new(DataKind.Documents);
        Option<string> documents = Number("--documents", "Documents.", "1000");
        Option<string> words = Number("--words", "Words.", "2000");
        Option<string> topics = Number("--topics", "Topics that are planted.", "20");
        Option<string> length = Number("--length", "Tokens of a document on average.", "100");
        Option<string> alpha = Number("--alpha", "The prior of a document's topics.", "0.1");
        Option<string> beta = Number("--beta", "The prior of a topic's words.", "0.1");
        Option<string> skew = Number("--word-skew", "How uneven words are, 0 … 10; 0 is even.", "0");
        Command command = new("documents", "Bags of words of planted topics.")
        {
            documents, words, topics, length, alpha, beta, skew,
        };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            DocumentsOptions options = new()
            {
                Documents = Arguments.Whole(parsed, documents),
                Words = Arguments.Whole(parsed, words),
                Topics = Arguments.Whole(parsed, topics),
                Length = Arguments.Whole(parsed, length),
                Alpha = Arguments.Number(parsed, alpha, double.Epsilon),
                Beta = Arguments.Number(parsed, beta, double.Epsilon),
                WordSkew = Arguments.Number(parsed, skew, 0, 10),
            };
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            Documents data = DocumentsGenerator.Generate(options, seed).Documents;
            DataWriter.Write(terminal.Resolve(path), data, format);
            terminal.Out.WriteLine(
                $"{path}: {DataFormats.NameOf(format)}, {data.Count} documents of {data.Words} words, {data.Tokens} "
                + $"tokens, seed {seed}");
            return ExitCodes.Sound;
        });
        return command;
    }

    private static Command CreateLabelledDocuments(LabTerminal terminal)
    {
        Target target = new(DataKind.Regression);
        Option<string> documents = Number("--documents", "Documents.", "1000");
        Option<string> words = Number("--words", "Words.", "1000");
        Option<string> topics = Number("--topics", "Topics that are planted.", "20");
        Option<string> classes = Number("--classes", "Classes; topic k belongs to class k modulo this.", "5");
        Option<string> length = Number("--length", "Tokens of a document on average.", "100");
        Option<string> alpha = Number("--alpha", "The prior of a document's topics.", "0.1");
        Option<string> beta = Number("--beta", "The prior of a topic's words.", "0.1");
        Command command = new(
            "labelled-documents", "Rows of counts of words: documents of planted topics that carry labels.")
        {
            documents, words, topics, classes, length, alpha, beta,
        };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            DocumentsOptions options = new()
            {
                Documents = Arguments.Whole(parsed, documents),
                Words = Arguments.Whole(parsed, words),
                Topics = Arguments.Whole(parsed, topics),
                Length = Arguments.Whole(parsed, length),
                Alpha = Arguments.Number(parsed, alpha, double.Epsilon),
                Beta = Arguments.Number(parsed, beta, double.Epsilon),
            };
            int labels = AtMost(classes.Name, Arguments.Whole(parsed, classes), options.Topics, "--topics");
            (string path, DataFormat format, Seed seed) = target.Read(parsed, terminal);
            return Write(terminal, path, format, LabelledDocumentsGenerator.Generate(options, labels, seed), seed);
        });
        return command;
    }

    private static Option<string> Number(string name, string description, string value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
    };

    private static int AtMost(string option, int value, int most, string bound) => value <= most
        ? value
        : throw new UserException($"{option} {value}", $"it is more than {bound}, {most}", $"give {most} or less");

    private static int Nonzeros(string text, int rows) =>
        int.TryParse(text, out int value) && value >= 1 && value <= rows
            ? value
            : throw new UserException(
                $"--nonzeros-per-column {text}",
                $"it takes a whole number from 1 to --samples, {rows}",
                "leave it out for a dense X");

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
