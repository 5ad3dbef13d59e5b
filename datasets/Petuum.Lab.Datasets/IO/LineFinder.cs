using Petuum.Lab.Datasets.Formats;

namespace Petuum.Lab.Datasets.IO;

/// <summary>Finds where lines of data begin, in one pass over a file.</summary>
/// <param name="lines">The whole file; not to be disposed of before the last line is found.</param>
/// <param name="header">A header that is not data; null if there is none.</param>
internal sealed class LineFinder(LineReader lines, CsvHeader? header)
{
    private long _found = -1;
    private bool _isAtEnd;

    /// <summary>
    /// The offset of a line of data, none before the last one asked for; that of the end for one more than there are.
    /// </summary>
    /// <exception cref="DataFormatException">There are not that many.</exception>
    public long Find(int line)
    {
        while (_found < line && !_isAtEnd)
        {
            _isAtEnd = !MoveNext();
            _found++;
        }

        return _found != line
            ? throw lines.FileError($"it has {_found} rows, and row {line} is looked for", "leave it as it was read")
            : _isAtEnd ? lines.NextOffset : lines.LineOffset;
    }

    private bool MoveNext()
    {
        while (lines.MoveNextData())
        {
            if (header?.IsAt(lines) != true)
            {
                return true;
            }
        }

        return false;
    }
}
