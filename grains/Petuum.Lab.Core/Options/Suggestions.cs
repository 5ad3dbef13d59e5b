namespace Petuum.Lab.Core.Options;

/// <summary>Remedies for misspelt words.</summary>
public static class Suggestions
{
    /// <summary>"did you mean 'x'?" when one is near, else "write one of …".</summary>
    public static string Among(string text, IReadOnlyList<string> words) =>
        Nearest(text, words) is { } nearest ? $"did you mean '{nearest}'?"
            : $"write one of: {string.Join(", ", words)}";

    /// <summary>
    /// The word that differs by at most a third of its letters; the first of equals; null if none does.
    /// </summary>
    public static string? Nearest(string text, IEnumerable<string> words)
    {
        string normal = Normalise(text);
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string word in words)
        {
            int distance = Distance(normal, word);
            if (distance <= Math.Max(1, word.Length / 3) && distance < least)
            {
                (nearest, least) = (word, distance);
            }
        }

        return nearest;
    }

    /// <summary>camelCase and under_scores in our spelling.</summary>
    private static string Normalise(string text)
    {
        string shortened = text.Length <= 80 ? text : text[..80];
        return string.Concat(shortened.Select((letter, at) => letter is '_' or ' ' ? "-"
            : char.IsAsciiLetterUpper(letter) && at > 0 && char.IsAsciiLetterLower(shortened[at - 1])
                ? $"-{char.ToLowerInvariant(letter)}"
            : char.ToLowerInvariant(letter).ToString()));
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    public static int Distance(string left, string right)
    {
        int[] beforePrevious = [];
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        for (int row = 1; row <= left.Length; row++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int replaced = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    current[column] = Math.Min(current[column], beforePrevious[column - 2] + 1);
                }
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[right.Length];
    }
}
