using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Runs;

/// <summary>Guesses what was meant.</summary>
internal static class Spelling
{
    /// <summary>The name nearest to a word, if it is near at all: at most a third of its letters wrong.</summary>
    public static string? Nearest(string word, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Suggestions.Distance(word, name)))
        .Where(candidate => candidate.Distance <= Math.Max(1, word.Length / 3))
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();
}
