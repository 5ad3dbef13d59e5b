using Petuum.Lab.Core;

namespace Petuum.Lab.Datasets;

/// <summary>
/// Bags of words: a documents × words matrix of counts in compressed rows. Immutable. Always true: within a document
/// words ascend strictly, every count is at least 1, and the tokens of all documents fit an array's index.
/// </summary>
public sealed class Documents
{
    private readonly int[] _offsets;
    private readonly int[] _word;
    private readonly int[] _count;
    private readonly string[] _vocabulary;

    /// <summary>
    /// Takes over the arrays: document d has the entries <c>offsets[d] … offsets[d + 1] − 1</c>, each
    /// <c>count[n]</c> times <c>word[n]</c>.
    /// </summary>
    /// <param name="words">Number of words; indices are 0 … words − 1.</param>
    /// <param name="offsets">One more than there are documents; from 0 to the number of entries.</param>
    /// <param name="word">The word of every entry.</param>
    /// <param name="count">How often it occurs in the document.</param>
    /// <param name="vocabulary">The text of every word; null if they have none.</param>
    /// <exception cref="InvariantException">Arrays that break what is always true.</exception>
    public Documents(int words, int[] offsets, int[] word, int[] count, IReadOnlyList<string>? vocabulary = null)
    {
        Invariant.Require(offsets.Length > 0 && offsets[0] == 0, "offsets start with 0.");
        Invariant.Require(
            word.Length == count.Length && offsets[^1] == word.Length,
            $"{word.Length} words and {count.Length} counts, where offsets end at {offsets[^1]}.");
        Invariant.Require(
            vocabulary is null || vocabulary.Count == words, $"a vocabulary of {vocabulary?.Count} for {words} words.");
        (Words, _offsets, _word, _count, _vocabulary) = (words, offsets, word, count, [.. vocabulary ?? []]);
        for (int document = 0; document < Count; document++)
        {
            Invariant.Require(offsets[document] <= offsets[document + 1], $"the offsets of {document} descend.");
            RequireDocument(document);
        }

        long tokens = 0;
        foreach (int times in count)
        {
            tokens += times;
        }

        Invariant.Require(tokens <= Array.MaxLength, $"{tokens} tokens exceed one array.");
        Tokens = (int)tokens;
    }

    /// <summary>D, the number of documents; some may be empty.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>V, the number of words; some may occur nowhere.</summary>
    public int Words { get; }

    /// <summary>N, the sum of all counts.</summary>
    public int Tokens { get; }

    /// <summary>Pairs of a document and a word that occurs in it.</summary>
    public int Entries => _word.Length;

    /// <summary>
    /// Document d has the entries <c>Offsets[d] … Offsets[d + 1] − 1</c>; length <see cref="Count"/> + 1.
    /// </summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>The word of every entry; ascending within a document.</summary>
    public ReadOnlySpan<int> Word => _word;

    /// <summary>The count of every entry, at least 1.</summary>
    public ReadOnlySpan<int> Times => _count;

    /// <summary>The text of every word; empty if words have none.</summary>
    public IReadOnlyList<string> Vocabulary => _vocabulary;

    /// <summary>The words of a document, ascending.</summary>
    public ReadOnlySpan<int> WordsOf(int document) => _word.AsSpan(_offsets[document].._offsets[document + 1]);

    /// <summary>How often each of <see cref="WordsOf"/> occurs.</summary>
    public ReadOnlySpan<int> CountsOf(int document) => _count.AsSpan(_offsets[document].._offsets[document + 1]);

    /// <summary>Tokens of a document.</summary>
    public int LengthOf(int document)
    {
        int length = 0;
        foreach (int times in CountsOf(document))
        {
            length += times;
        }

        return length;
    }

    /// <summary>The text of a word, or its number from 0 where there is no vocabulary.</summary>
    public string TextOf(int word) =>
        _vocabulary.Length > 0
            ? _vocabulary[word]
            : word.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// The same documents over the first <paramref name="words"/> words, more or fewer than here; entries of others are
    /// left out.
    /// </summary>
    public Documents WithWords(int words)
    {
        List<int> word = new(Entries);
        List<int> count = new(Entries);
        int[] offsets = new int[_offsets.Length];
        for (int document = 0; document < Count; document++)
        {
            for (int entry = _offsets[document]; entry < _offsets[document + 1] && _word[entry] < words; entry++)
            {
                word.Add(_word[entry]);
                count.Add(_count[entry]);
            }

            offsets[document + 1] = word.Count;
        }

        return new Documents(
            words, offsets, [.. word], [.. count], _vocabulary.Length >= words ? _vocabulary[..words] : null);
    }

    /// <summary>
    /// These documents in the place where they belong among <paramref name="documents"/>, of which the others are
    /// empty: a part of the data whose documents have the whole's numbers.
    /// </summary>
    /// <param name="first">The number of the first of these.</param>
    /// <param name="documents">How many the whole has.</param>
    /// <param name="words">How many words the whole has, at least as many as here.</param>
    public Documents Within(int first, int documents, int words)
    {
        Invariant.Require(
            first >= 0 && first <= documents - Count && words >= Words,
            $"documents {first} … {(long)first + Count} of {Words} words are not within {documents} of {words}.");
        int[] offsets = new int[documents + 1];
        _offsets.CopyTo(offsets.AsSpan(first));
        offsets.AsSpan(first + Count).Fill(Entries);
        return new Documents(words, offsets, _word, _count);
    }

    private void RequireDocument(int document)
    {
        int previous = -1;
        for (int entry = _offsets[document]; entry < _offsets[document + 1]; entry++)
        {
            Invariant.Require(
                _word[entry] > previous && _word[entry] < Words && _count[entry] >= 1,
                $"{_count[entry]} times word {_word[entry]} after {previous} of {Words} in document {document}.");
            previous = _word[entry];
        }
    }
}
