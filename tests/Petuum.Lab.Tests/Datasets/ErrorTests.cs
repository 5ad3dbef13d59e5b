using System.Text;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>Every complaint once, word for word: the file's name, the line, the problem, the remedy.</summary>
public sealed class ErrorTests : DataTestBase
{
    [Theory]
    [InlineData(
        "1 1:1\n1 0:1\n",
        "2: feature index 0 in a LIBSVM file; indices start at 1, pass --zero-based if yours do not")]
    [InlineData("1 3:1 2:1\n", "1: feature index 2 after 3; sort the features of every row by index")]
    [InlineData("1 3:1 3:1\n", "1: feature index 3 twice in one row; keep one value for each feature")]
    [InlineData("1 -3:1\n", "1: feature index -3 is negative; indices start at 1, or at 0 with --zero-based")]
    [InlineData("1 99999999999:1\n", "1: feature index '99999999999' is too large; indices go up to 2147483590")]
    [InlineData(
        "1 99999999999999999999999:1\n",
        "1: feature index '99999999999999999999999' is too large; indices go up to 2147483590")]
    [InlineData(
        "1 a:1\n",
        "1: the feature index is 'a', which is not a number; write features as index:value, for example 3:0.5")]
    [InlineData("1 7\n", "1: '7' is not a feature; write features as index:value, for example 3:0.5")]
    [InlineData("1 7:\n", "1: the value of feature 7 is missing; write finite decimal numbers, for example 3:0.5")]
    [InlineData(
        "1 7:1x\n",
        "1: the value of feature 7 is '1x', which is not a number; write finite decimal numbers, for example 3:0.5")]
    [InlineData(
        "1 7:nan\n",
        "1: the value of feature 7 is 'nan', which is not finite; write finite decimal numbers, for example 3:0.5")]
    [InlineData(
        "1 7:1e999\n",
        "1: the value of feature 7 is '1e999', which is not finite; write finite decimal numbers, for example 3:0.5")]
    [InlineData(
        "# c\n\r\nspam 1:1\n",
        "3: the label is 'spam', which is not a number; a row is 'label index:value …'; number the classes")]
    [InlineData("1,2 1:1\n", "1: several labels '1,2' in one row; keep one label a row")]
    [InlineData("1:1 2:1\n", "1: the row starts with '1:1' and has no label; put the label first")]
    [InlineData("1 qid:4 1:1\n", "1: a query id (qid) of a ranking file; remove the qid fields; rows are samples here")]
    [InlineData("# only\n\n", " no row of data; pass a file with at least one line that is not a comment")]
    [InlineData("1 1:1\n1 \0:1\n", "2: binary data (a zero byte) in a text file; pass a text file, plain or gzip")]
    [InlineData("1 1:1\r1 1:1\r", "1: a carriage return inside a line; end lines with LF or CRLF")]
    public void LibSvm_Complains(string text, string message) => RequireMessage(text, As(DataFormat.LibSvm), message);

    [Fact]
    public void LibSvm_Complains_WhenAnIndexIsBeyondTheColumns() => RequireMessage(
        "1 1:1 9:1\n",
        new DataOptions { Columns = 8 },
        "1: feature index '9' in a file of 8 columns; mend the row or raise --columns");

    [Fact]
    public void LibSvm_CountsFromZero_WhenAsked()
    {
        RegressionData data = ReadSamples(FileOf("1 0:5 2:7\n"), new DataOptions { ZeroBased = true });
        Assert.Equal((3, 2), (data.Columns, data.Features.NonzeroCount));
        RequireMessage("1 3:1\n", new DataOptions { ZeroBased = true, Columns = 3 },
            "1: feature index '3' in a file of 3 columns; mend the row or raise --columns");
    }

    [Theory]
    [InlineData(
        "1 2 3\n",
        "1: no MatrixMarket banner; start the file with '%%MatrixMarket matrix coordinate real general' or "
            + "a like line")]
    [InlineData(
        "%%MatrixMarket matrix coordinate complex general\n",
        "1: entries of 'complex'; only real, integer and pattern have a use here")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real hermitian\n",
        "1: the symmetry 'hermitian'; write it as general or symmetric")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n",
        "1: no size line; put 'rows columns entries' behind the banner")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n%\n-3 2 1\n",
        "3: the number of rows is -3, which is negative; mend the size line")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n3 2\n",
        "2: the number of entries is missing in the size line; write 'rows columns entries'")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n3 2 2\n1 1 1\n",
        " 1 of the 2 entries that the size line declares; mend the size line or fetch the whole file")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n3 2 1\n1 1 1\n2 2 1\n",
        "4: more than the 1 entries that the size line declares; mend the size line")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n3 2 1\n4 1 1\n",
        "3: row 4 in a matrix of 3 × 2; rows are numbered 1 … 3")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n3 2 1\n0 1 1\n",
        "3: row 0 in a matrix of 3 × 2; rows are numbered 1 … 3")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n3 2 1\n1 1\n",
        "3: the value is missing; write finite decimal numbers")]
    [InlineData(
        "%%MatrixMarket matrix coordinate integer general\n3 2 1\n1 1 1.5\n",
        "3: the value '1.5' in an integer matrix; write it as real")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 2 1\n",
        "3: entry (1, 2) above the diagonal of a symmetric matrix; keep the lower triangle, or write it as general")]
    [InlineData(
        "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 2 1\n1 1 3\n1 2 4\n",
        "5: entry (1, 2) a second time; keep one value for each place, or add them up before")]
    [InlineData(
        "%%MatrixMarket matrix array real general\n2 1\n1\n2\n3\n",
        "5: more than the 2 entries that the size line declares; mend the size line")]
    public void MatrixMarket_Complains(string text, string message)
    {
        string rows = text.Contains("\n3 2", StringComparison.Ordinal) ? "1\n2\n3\n" : "1\n2\n";
        FileOf(rows, "data.y");
        RequireMessage(text, new DataOptions { Format = DataFormat.MatrixMarket, LabelPath = PathOf("data.y") },
            message);
    }

    [Fact]
    public void MatrixMarket_Complains_AboutItsLabels()
    {
        string matrix = "%%MatrixMarket matrix array real general\n2 1\n1\n2\n";
        string path = FileOf(matrix, "x.mtx");
        RequireThrows(path, DataOptions.Default,
            $"{path}: a MatrixMarket file has no labels, and there are none beside it; put them into x.y.mtx or "
                + "pass --labels FILE");
        string labels = FileOf("1\n2\n3\n", "x.y.mtx");
        RequireThrows(path, DataOptions.Default,
            $"{labels}: 3 labels for 2 rows of {path}; pass one label for each row");
        FileOf("1\ntwo\n", "x.y.mtx");
        RequireThrows(path, DataOptions.Default,
            $"{labels}:2: the label is 'two', which is not a number; write one number a line");
    }

    [Fact]
    public void MatrixMarket_Complains_BeforeItTakesMemoryForRowsThatAreNotThere()
    {
        string path = FileOf("%%MatrixMarket matrix coordinate real general\n2147483590 1 1\n1 1 1\n", "x.mtx");
        string labels = FileOf("1\n", "x.y.mtx");
        RequireThrows(path, DataOptions.Default,
            $"{labels}: 1 labels for 2147483590 rows of {path}; pass one label for each row");
        FileOf("%%MatrixMarket matrix coordinate real general\n2147483590 1 1\n1 1 1\n", "x.y.mtx");
        RequireThrows(path, DataOptions.Default,
            $"{labels}:1: labels in coordinate form; write them as an array of one column");
    }

    [Theory]
    [InlineData(
        "1\t2\t3\t0\n1\t2\t3\n",
        "2: 3 columns in a rating; a line has user, item, rating and timestamp between tabs")]
    [InlineData("1::2\n", "1: 2 columns in a rating; a line has user::item::rating::timestamp")]
    [InlineData("1 2 3\n1 2\n", "2: 2 columns in a rating; a line has 'user item rating'")]
    [InlineData(
        "1 2.5 3\n",
        "1: the item id is '2.5', which is not an integer of 64 bits; number users and items by integers")]
    [InlineData(
        "9223372036854775808 2 3\n",
        "1: the user id is '9223372036854775808', which is not an integer of 64 bits; number users and "
            + "items by integers")]
    [InlineData("1::::3\n", "1: the item id is missing; every line has a user, an item and a rating")]
    [InlineData(
        "1 2 3\n1 2 inf\n",
        "2: the rating is 'inf', which is not a number; write ratings as finite decimal numbers")]
    [InlineData("userId,movieId,rating\n1,2\n", "2: 2 columns in a rating; a line has as many columns as the header")]
    public void Ratings_Complain(string text, string message) => RequireMessage(text, DataOptions.Default, message);

    [Fact]
    public void RatingsCsv_Complains_WhenTheHeaderLacksAColumn() => RequireMessage(
        "# c\nuserId,film,rating\n1,2,3\n",
        As(DataFormat.RatingsCsv),
        "2: no columns for user, item and rating among userId, film, rating; name them userId, movieId (or "
            + "itemId) and rating");

    [Theory]
    [InlineData(
        "a,b,y\n1,2,3\n1,2\n",
        "3: 2 columns where the first line has 3; give every row the same number of columns")]
    [InlineData(
        "a,b,y\n1,red,3\n",
        "2: column 2 (b) is 'red', which is not a number; write finite decimal numbers; encode words and "
            + "fill gaps before")]
    [InlineData(
        "a,b,y\n1,,3\n",
        "2: column 2 (b) is missing; write finite decimal numbers; encode words and fill gaps before")]
    [InlineData(
        "1.5,2,3\n1,nan,3\n",
        "2: column 2 is 'nan', which is not finite; write finite decimal numbers; encode words and fill gaps before")]
    [InlineData(
        "1,x,3\n",
        "1: the first line is neither column names nor numbers; mend it, or say --header yes or --header no")]
    [InlineData("a,b,y\n", " a header and no line of data; pass a file with at least one row")]
    public void DenseCsv_Complains(string text, string message) => RequireMessage(text, DataOptions.Default, message);

    [Fact]
    public void DenseCsv_Complains_WhenTheLabelIsNoColumn() => RequireMessage(
        "a,b\n1,2\n", new DataOptions { LabelColumn = "c" }, "1: no column 'c' for the label; the columns are a, b");

    [Theory]
    [InlineData(
        "1,2,3\n",
        "1: without a header this may be ratings or rows of features; pass --format ratings-csv or --format dense-csv")]
    [InlineData("1\n2\n", " one number a line fits several formats; pass --format libsvm or --format dense-csv")]
    [InlineData("# c\n\n", " no line of data; pass a file with at least one line that is not a comment")]
    [InlineData("", " the file is empty; pass a file with at least one line of data")]
    [InlineData(
        "hello world\n",
        "1: no known format has a line like 'hello world'; pass --format with one of libsvm, matrix-market, "
            + "dense-csv, idx, ratings-tab, ratings-colons, ratings-csv, ratings-triplets, docword, "
            + "lda-c, or mend the line")]
    [InlineData("PK\u0003\u0004zip", " a zip archive; unpack it, or save it as UTF-8 text, plain or gzip")]
    public void Detection_Complains(string text, string message) => RequireMessage(text, DataOptions.Default, message);

    [Fact]
    public void File_IsMissingOrADirectory_IsSaid()
    {
        RequireThrows(PathOf("none"), DataOptions.Default,
            $"{PathOf("none")}: no such file; check the name; a relative path starts in the current folder");
        RequireThrows(Folder, DataOptions.Default, $"{Folder}: a directory, not a file; name a file in it");
    }

    [Fact]
    public void Gzip_IsCutOff_IsSaidWithTheLine()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 9).Select(n => $"1 {n}:1\n")));
        string path = FileOf(Gzip(text)[..^8]);
        RequireThrows(path, As(DataFormat.LibSvm),
            $"{path}:10: not a whole gzip file (the compressed data is cut off); fetch or make the file again");
    }

    [Fact]
    public void Kind_IsTheOther_IsSaid()
    {
        string path = FileOf("1 1:1\n");
        DataFormatException error = Assert.Throws<DataFormatException>(() => ReadRatings(path));
        Assert.Equal(
            $"{path}: a libsvm file holds rows of features with labels, not ratings; pass a file of ratings, or "
                + "--format if it was mistaken",
            error.Message);
    }

    private void RequireMessage(string text, DataOptions options, string message)
    {
        string path = FileOf(text);
        RequireThrows(path, options, $"{path}:{message}");
    }

    private static void RequireThrows(string path, DataOptions options, string message)
    {
        DataFormatException error = Assert.Throws<DataFormatException>(() => DataFile.Open(path, options).Describe());
        Assert.Equal(message, error.Message);
    }
}
