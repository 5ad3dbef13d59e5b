using System.Globalization;
using System.Text;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>Latent Dirichlet allocation, a fixed number of epochs: samplers have no tolerance to reach.</summary>
internal sealed class LdaTraining : TrainingProgram
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
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => [("topics", "50")];

    /// <inheritdoc/>
    public override double? Tolerance => null;

    /// <inheritdoc/>
    public override int Epochs => 100;

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) =>
        LdaProgram.BlocksOf(Composer.OptionsOf((LdaSpec)spec.Program), spec.Cluster.Workers);

    /// <inheritdoc/>
    public override int EvaluateEvery(RunSpec spec, LoadedData data) =>
        EpochsBetweenEvaluations * ClocksPerEpoch(spec, data);

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => data.Documents!.Words;

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) =>
        $"use a smaller --staleness, or fewer --workers (they were {spec.Cluster.Workers})";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) => [];

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved) => new TopicPredictor(ModelOf(saved));

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Rates(LoadedData data, double epochs, double seconds) =>
        [new Metric("tokensPerSecond", data.Documents!.Tokens * epochs / seconds)];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Text)> Texts(RunSpec spec, LoadedData data, Model model)
    {
        StringBuilder text = new("topic,rank,word,chance\n");
        LdaModel topics = ModelOf((LdaSpec)spec.Program, model);
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
    public override IEnumerable<string> Findings(RunSpec spec, LoadedData data, Model model)
    {
        LdaModel topics = ModelOf((LdaSpec)spec.Program, model);
        for (int topic = 0; topic < topics.Topics; topic++)
        {
            yield return $"topic {topic}: "
                + string.Join(' ', topics.TopWords(topic, TopWords).Select(data.Documents!.TextOf));
        }
    }

    /// <summary>The model of a folder.</summary>
    /// <exception cref="Analysis.Results.ResultFileException">It has no word counts.</exception>
    public static LdaModel ModelOf(SavedModel saved)
    {
        _ = saved.Table(LdaTables.Topics.Index, LdaTables.Names[LdaTables.Topics.Index], ElementType.Int);
        return ModelOf((LdaSpec)saved.Program, saved.Model);
    }

    private static LdaModel ModelOf(LdaSpec lda, Model model) => new(model, lda.Alpha, lda.Beta);
}
