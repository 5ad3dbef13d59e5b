using System.Numerics;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// The first topic of every token, drawn document by document from seeds of their own: whatever the number of workers,
/// each draws the same for its documents, and tables start at the counts.
/// </summary>
internal sealed class LdaStart(Documents documents, int topics, LdaModel? model, Seed seed)
{
    private readonly Lock _counting = new();
    private (int[] Words, int[] Topics, double Likelihood)? _counts;

    /// <summary>Fills in the topics of a document's tokens, ordered by word.</summary>
    public void Draw(int document, Span<ushort> into)
    {
        LdaChance chance = new(seed.Split("first topics", document).CreateGenerator());
        if (model is not null)
        {
            DrawFrom(model, document, into, ref chance);
            return;
        }

        foreach (ref ushort topic in into)
        {
            topic = (ushort)chance.Below(topics);
        }
    }

    /// <summary>The topics of all tokens of some documents.</summary>
    public ushort[] DrawAll(IndexRange range)
    {
        int tokens = 0;
        for (int document = range.Start; document < range.End; document++)
        {
            tokens += documents.LengthOf(document);
        }

        ushort[] drawn = new ushort[tokens];
        int first = 0;
        for (int document = range.Start; document < range.End; document++)
        {
            int length = documents.LengthOf(document);
            Draw(document, drawn.AsSpan(first, length));
            first += length;
        }

        return drawn;
    }

    /// <summary>Every token in proportion to θ_k·φ_kw, θ folded in.</summary>
    private void DrawFrom(LdaModel model, int document, Span<ushort> into, ref LdaChance chance)
    {
        ReadOnlySpan<int> words = documents.WordsOf(document);
        ReadOnlySpan<int> counts = documents.CountsOf(document);
        float[] theta = model.Infer(words, counts);
        double[] upTo = new double[topics];
        int token = 0;
        for (int entry = 0; entry < words.Length; entry++)
        {
            double sum = 0;
            for (int topic = 0; topic < topics; topic++)
            {
                sum += theta[topic] * model.Chance(topic, words[entry]);
                upTo[topic] = sum;
            }

            for (int end = token + counts[entry]; token < end; token++)
            {
                double drawn = chance.Share() * sum;
                int topic = 0;
                while (topic < topics - 1 && upTo[topic] <= drawn)
                {
                    topic++;
                }

                into[token] = (ushort)topic;
            }
        }
    }

    /// <summary>
    /// n_wk word after word, n_k, and Σ_d Σ_k [ln Γ(n_dk + α) − ln Γ(α)]; counted once.
    /// </summary>
    public (int[] Words, int[] Topics, double Likelihood) Counts(LogRising alpha)
    {
        lock (_counting)
        {
            return _counts ??= Count(alpha);
        }
    }

    private (int[] Words, int[] Topics, double Likelihood) Count(LogRising alpha)
    {
        int[] words = new int[documents.Words * topics];
        int[] all = new int[topics];
        int[] own = new int[topics];
        double likelihood = 0;
        ushort[] drawn = [];
        for (int document = 0; document < documents.Count; document++)
        {
            int length = documents.LengthOf(document);
            drawn = drawn.Length < length ? new ushort[length] : drawn;
            Draw(document, drawn.AsSpan(0, length));
            int token = 0;
            for (int entry = documents.Offsets[document]; entry < documents.Offsets[document + 1]; entry++)
            {
                for (int end = token + documents.Times[entry]; token < end; token++)
                {
                    words[(documents.Word[entry] * topics) + drawn[token]]++;
                    all[drawn[token]]++;
                    own[drawn[token]]++;
                }
            }

            foreach (ref int count in own.AsSpan())
            {
                likelihood += alpha[count];
                count = 0;
            }
        }

        return (words, all, likelihood);
    }
}

/// <summary>First values of the tables.</summary>
internal readonly record struct FirstCounts(
    IRowInitializer? Words, IRowInitializer? Topics, IRowInitializer? Likelihood)
{
    /// <summary>Those of the first topics, counted when they are first asked for.</summary>
    public static FirstCounts Drawn(LdaStart start, LogRising alpha) => new(
        new CountInitializer(() => start.Counts(alpha).Words),
        new CountInitializer(() => start.Counts(alpha).Topics),
        new ValueInitializer(() => start.Counts(alpha).Likelihood));

    /// <summary>Those that were written down.</summary>
    public static FirstCounts Load(StateReader facts) => new(
        FirstValues.Load<int>(facts), FirstValues.Load<int>(facts), FirstValues.Load<double>(facts));
}

/// <summary>Rows of counts, one after the other.</summary>
internal sealed class CountInitializer(Func<int[]> counts) : IRowInitializer
{
    /// <inheritdoc/>
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<int> source = counts().AsSpan(row * values.Length, values.Length);
        for (int column = 0; column < values.Length; column++)
        {
            values[column] = T.CreateChecked(source[column]);
        }
    }
}

/// <summary>A row of one value.</summary>
internal sealed class ValueInitializer(Func<double> value) : IRowInitializer
{
    /// <inheritdoc/>
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T> => values.Fill(T.CreateChecked(value()));
}
