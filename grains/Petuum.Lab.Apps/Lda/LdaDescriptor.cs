using System.Globalization;
using System.Text;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>Latent Dirichlet allocation, a fixed number of epochs: samplers have no tolerance to reach.</summary>
public sealed class LdaDescriptor : ProgramDescriptor<LdaOptions>
{
    private const string TopicsFile = "topics.csv";
    private const int TopWords = 10;
    private const int SavedTopWords = 50;
    private const int EpochsBetweenEvaluations = 10;

    /// <inheritdoc/>
    public override string Name => LdaProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "topics of documents, from bags of words";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Arguments, string Does)> Examples =>
    [
        ("--data docword.txt --vocab vocab.txt --topics 50 --model topics", "topics, with their words"),
        ("--data docword.txt --topics 50 --epochs 20 --json", "twenty epochs; the results as one JSON object"),
    ];

    /// <inheritdoc/>
    public override DataKind Data => DataKind.Documents;

    /// <inheritdoc/>
    public override Section<LdaOptions> Options => LdaOptions.Section;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) => [("topics", "50")];

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Rates(LoadedData data, double epochs, double seconds) =>
        [new Metric("tokensPerSecond", data.Documents!.Tokens * epochs / seconds)];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(LdaOptions options) => LdaTables.Names;

    /// <inheritdoc/>
    protected override bool IsModelParallel(LdaOptions options) => LdaProgram.IsScheduled(options.Form);

    /// <inheritdoc/>
    protected override string UnitsKey(LdaOptions options) => "blocks";

    /// <summary>Two workers cannot have one block of words in the same round.</summary>
    protected override OptionProblem? Problem(LdaOptions options, int workers, int? features) =>
        options.Form == LdaForm.Rotation && options.Blocks < workers
            ? new OptionProblem(
                "blocks", $"{options.Blocks} blocks of words for {workers} workers",
                "use at least as many blocks as workers")
            : null;

    /// <inheritdoc/>
    protected override IProgram Create(LdaOptions options, ProgramInput input) => new LdaProgram(
        input.Data.Documents!,
        options,
        input.Seed,
        input.Start is { } start ? StartOf(options, start, input.Data.Documents!) : null);

    /// <inheritdoc/>
    protected override IProgram CreatePart(LdaOptions options, ProgramInput part, StateReader facts) =>
        new LdaProgram(part.Data.Documents!, options, part.Seed, facts);

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(LdaOptions options, LoadedData data, int workers) =>
        LdaProgram.BlocksOf(options, workers);

    /// <inheritdoc/>
    protected override int EvaluateEvery(LdaOptions options, LoadedData data, int workers) =>
        EpochsBetweenEvaluations * ClocksPerEpoch(options, data, workers);

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(LdaOptions options, LoadedData data) => data.Documents!.Words;

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, string Text)> Texts(
        LdaOptions options, LoadedData data, Model model)
    {
        StringBuilder text = new("topic,rank,word,chance\n");
        LdaModel topics = ModelOf(options, model);
        for (int topic = 0; topic < topics.Topics; topic++)
        {
            int[] words = topics.TopWords(topic, SavedTopWords);
            for (int rank = 0; rank < words.Length; rank++)
            {
                string word = data.Documents!.TextOf(words[rank]);
                string quoted = word.AsSpan().ContainsAny(",\"") ? $"\"{word.Replace("\"", "\"\"")}\"" : word;
                float chance = topics.Chance(topic, words[rank]);
                text.Append(CultureInfo.InvariantCulture, $"{topic},{rank + 1},{quoted},{chance:R}\n");
            }
        }

        return [(TopicsFile, text.ToString())];
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Findings(LdaOptions options, LoadedData data, Model model)
    {
        LdaModel topics = ModelOf(options, model);
        for (int topic = 0; topic < topics.Topics; topic++)
        {
            yield return $"topic {topic}: "
                + string.Join(' ', topics.TopWords(topic, TopWords).Select(data.Documents!.TextOf));
        }
    }

    /// <inheritdoc/>
    protected override Predictor Predict(LdaOptions options, SavedModel saved) =>
        new TopicPredictor(ModelOf(options, saved));

    private LdaModel StartOf(LdaOptions options, SavedModel start, Documents documents)
    {
        start.RequireProgram(Name);
        LdaModel model = ModelOf(start.Options<LdaOptions>(), start);
        start.Require(
            model.Topics == options.Topics,
            $"it has {model.Topics} topics, not {options.Topics}",
            "train with the same options (--topics), or without --from");
        start.Require(
            model.Words == documents.Words,
            $"a model of {model.Words} words, where the data have {documents.Words}",
            "train on data with the same vocabulary, or without --from");
        return model;
    }

    /// <summary>The model of a folder.</summary>
    /// <exception cref="DataFormatException">It has no word counts.</exception>
    private static LdaModel ModelOf(LdaOptions options, SavedModel saved)
    {
        _ = saved.Table(LdaTables.Topics.Index, LdaTables.Names[LdaTables.Topics.Index], ElementType.Int);
        return ModelOf(options, saved.Model);
    }

    private static LdaModel ModelOf(LdaOptions options, Model model) => new(model, options.Alpha, options.Beta);
}
