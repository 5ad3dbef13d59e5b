using System.Runtime.InteropServices;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// Tokens of some of a worker's documents with their topics and pending proposals: what
/// <see cref="LdaForm.Delayed"/> keeps from clock to clock. A token's cell is its topic and then its proposals, 16 bits
/// each; cells lie in the order by word.
/// </summary>
internal sealed class DelayedPart
{
    private readonly LdaOptions _options;
    private readonly LdaTokens _tokens;
    private readonly ushort[] _cells;
    private LdaChance _chance;
    private double _likelihood;

    public DelayedPart(LdaOptions options, Documents documents, IndexRange range, LdaStart start, Seed seed)
    {
        (_options, _tokens) = (options, new LdaTokens(documents, range));
        _chance = new LdaChance(seed.Split("documents", range.Start).CreateGenerator());
        int stride = 1 + options.Steps;
        _cells = new ushort[_tokens.Count * stride];
        ushort[] drawn = new ushort[_tokens.LongestDocument];
        LogRising alpha = new(options.Alpha);
        int[] counts = new int[options.Topics];
        for (int document = 0; document < range.Count; document++)
        {
            ReadOnlySpan<int> places = _tokens.Place[_tokens.TokensOf(document)];
            start.Draw(range.Start + document, drawn.AsSpan(0, places.Length));
            for (int token = 0; token < places.Length; token++)
            {
                // Until the first document pass, every proposal is the topic that the token has.
                _cells.AsSpan(places[token] * stride, stride).Fill(drawn[token]);
                _likelihood += alpha[++counts[drawn[token]]] - alpha[counts[drawn[token]] - 1];
            }

            counts.AsSpan().Clear();
        }
    }

    /// <summary>Tokens of the part.</summary>
    public int Count => _tokens.Count;

    /// <summary>Tokens of its longest document.</summary>
    public int LongestDocument => _tokens.LongestDocument;

    /// <summary>
    /// A word pass and a document pass over the part. Increments of words and topics go to the given spans.
    /// </summary>
    /// <param name="sampler">The passes.</param>
    /// <param name="words">n_wk as read, word after word.</param>
    /// <param name="wordChanges">Its increments.</param>
    /// <param name="topicChanges">The increments of n_k.</param>
    /// <returns>By how much the documents' part of the likelihood has grown.</returns>
    public double Sample(
        DelayedSampler sampler, ReadOnlySpan<int> words, Span<int> wordChanges, Span<int> topicChanges)
    {
        sampler.WordPass(_tokens, _cells, words, wordChanges, topicChanges, ref _chance);
        double likelihood = sampler.DocumentPass(_tokens, _cells, wordChanges, topicChanges, ref _chance);
        double growth = likelihood - _likelihood;
        _likelihood = likelihood;
        return growth;
    }

    /// <summary>The topics of the part's tokens, document after document, by word in each.</summary>
    public IEnumerable<(int Document, int Word, int Topic)> Topics()
    {
        int stride = 1 + _options.Steps;
        for (int document = 0; document < _tokens.Range.Count; document++)
        {
            for (int token = _tokens.DocumentStart[document]; token < _tokens.DocumentStart[document + 1]; token++)
            {
                yield return (
                    _tokens.Range.Start + document, _tokens.Word[token], _cells[_tokens.Place[token] * stride]);
            }
        }
    }

    /// <summary>Writes topics, proposals, likelihood and the generator's position.</summary>
    public void Save(StateWriter state)
    {
        state.WriteSpan<byte>(MemoryMarshal.AsBytes(_cells.AsSpan()));
        state.Write(_likelihood);
        state.Write(_chance.State);
    }

    /// <summary>Restores them.</summary>
    public void Load(StateReader state)
    {
        state.ReadSpan(MemoryMarshal.AsBytes(_cells.AsSpan()));
        _likelihood = state.Read<double>();
        _chance.State = state.Read<ulong>();
    }
}
