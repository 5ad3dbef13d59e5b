using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// The tokens of a range of documents in two orders: by document (then word), and by word (then document). Both name
/// the same tokens; <see cref="Place"/> leads from the first order to the second.
/// </summary>
internal sealed class LdaTokens
{
    private readonly int[] _documentStart;
    private readonly int[] _wordStart;
    private readonly int[] _word;
    private readonly int[] _place;

    public LdaTokens(Documents documents, IndexRange range)
    {
        Range = range;
        _documentStart = new int[range.Count + 1];
        _wordStart = new int[documents.Words + 1];
        for (int document = 0; document < range.Count; document++)
        {
            int index = range.Start + document;
            int length = 0;
            for (int entry = documents.Offsets[index]; entry < documents.Offsets[index + 1]; entry++)
            {
                _wordStart[documents.Word[entry] + 1] += documents.Times[entry];
                length += documents.Times[entry];
            }

            _documentStart[document + 1] = _documentStart[document] + length;
            LongestDocument = Math.Max(LongestDocument, length);
        }

        for (int word = 0; word < documents.Words; word++)
        {
            _wordStart[word + 1] += _wordStart[word];
        }

        int[] next = _wordStart[..^1];
        (_word, _place) = (new int[Count], new int[Count]);
        int token = 0;
        for (int entry = documents.Offsets[range.Start]; entry < documents.Offsets[range.End]; entry++)
        {
            for (int times = documents.Times[entry]; times > 0; times--)
            {
                _word[token] = documents.Word[entry];
                _place[token++] = next[documents.Word[entry]]++;
            }
        }
    }

    /// <summary>The documents.</summary>
    public IndexRange Range { get; }

    /// <summary>All tokens.</summary>
    public int Count => _documentStart[^1];

    /// <summary>Tokens of the longest document.</summary>
    public int LongestDocument { get; }

    /// <summary>Document d of the range has tokens [d] … [d + 1] − 1 of the first order.</summary>
    public ReadOnlySpan<int> DocumentStart => _documentStart;

    /// <summary>Word w has tokens [w] … [w + 1] − 1 of the second order.</summary>
    public ReadOnlySpan<int> WordStart => _wordStart;

    /// <summary>The word of each token, in the first order.</summary>
    public ReadOnlySpan<int> Word => _word;

    /// <summary>Where each token of the first order is in the second.</summary>
    public ReadOnlySpan<int> Place => _place;

    /// <summary>All tokens with topics in the first order.</summary>
    public IEnumerable<(int Document, int Word, int Topic)> With(ushort[] topics)
    {
        for (int document = 0; document < Range.Count; document++)
        {
            for (int token = _documentStart[document]; token < _documentStart[document + 1]; token++)
            {
                yield return (Range.Start + document, _word[token], topics[token]);
            }
        }
    }

    /// <summary>The tokens of a document.</summary>
    public System.Range TokensOf(int document) => _documentStart[document].._documentStart[document + 1];
}

/// <summary>A worker that can say which topic each of its tokens has.</summary>
internal interface ITopicsOfTokens
{
    /// <summary>All its tokens.</summary>
    IEnumerable<(int Document, int Word, int Topic)> Topics { get; }
}
