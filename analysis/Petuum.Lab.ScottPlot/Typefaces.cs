using System.Collections.Concurrent;
using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.ScottPlot;

/// <summary>
/// The fonts of this machine: the first of those that the SVG names, and others for letters that it lacks.
/// </summary>
internal static class Typefaces
{
    private static readonly string[] Wanted =
        ["Helvetica Neue", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"];

    private static readonly Lazy<string> Family = new(() =>
    {
        HashSet<string> installed = new(SKFontManager.Default.FontFamilies, StringComparer.OrdinalIgnoreCase);
        return Wanted.FirstOrDefault(installed.Contains) ?? Fonts.Sans;
    });

    private static readonly ConcurrentDictionary<(int Character, bool IsBold), SKTypeface> Found = new();

    /// <summary>Whether there is any.</summary>
    public static bool Any => SKFontManager.Default.FontFamilyCount > 0;

    /// <summary>A typeface that has a character, or the usual one if none has it.</summary>
    public static SKTypeface For(int character, bool bold) =>
        Found.GetOrAdd((character, bold), wanted => Find(wanted.Character, wanted.IsBold));

    private static SKTypeface Find(int character, bool bold)
    {
        SKTypeface usual = Fonts.GetTypeface(Family.Value, bold, italic: false);
        return usual.ContainsGlyph(character)
            ? usual
            : OthersOf(bold).FirstOrDefault(other => other.ContainsGlyph(character)) ?? usual;
    }

    private static IEnumerable<SKTypeface> OthersOf(bool bold) =>
        SKFontManager.Default.FontFamilies.Order(StringComparer.Ordinal)
            .Select(family => Fonts.GetTypeface(family, bold, italic: false));
}
