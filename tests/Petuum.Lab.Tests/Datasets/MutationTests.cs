using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>
/// Whatever is in a file, it reads or is refused with a place, a problem and a remedy; nothing else comes out.
/// </summary>
public sealed class MutationTests : DataTestBase
{
    private static readonly (DataFormat Format, string Text)[] Valid =
    [
        (DataFormat.LibSvm, "+1 1:0.5 3:-2e-1 # one\n\n-1 2:1\r\n# comment\n3.5\n"),
        (DataFormat.MatrixMarket,
            "%%MatrixMarket matrix coordinate real general\n% c\n3 2 3\n1 1 1.5\n3 2 -2\n2 1 4e1\n"),
        (DataFormat.MatrixMarket, "%%MatrixMarket matrix array integer symmetric\n3 3\n1\n2\n3\n4\n5\n6\n"),
        (DataFormat.MatrixMarket, "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n1 1\n3 2\n"),
        (DataFormat.DenseCsv, "a,\"b,c\",y\n1,2,3\n\"4\",5.5,-6e2\n"),
        (DataFormat.RatingsTab, "1\t10\t3.5\t881250949\n2\t-20\t-1\t0\n"),
        (DataFormat.RatingsColons, "1::10::3.5::881250949\n2::20::-1::0\n"),
        (DataFormat.RatingsCsv, "rating,userId,timestamp,movieId\n3.5,1,0,10\n-1,2,0,20\n"),
        (DataFormat.RatingsTriplets, "1 10 3.5\n2 \t 20 -1\n"),
    ];

    private sealed record Mutation(int File, int Place, int Length, byte[] Bytes, bool Compressed, bool Forced,
        int Parts);

    private static readonly Arbitrary<Mutation> Mutations = Arb.From(
        from file in Gen.Choose(0, Valid.Length - 1)
        from place in Gen.Choose(0, 120)
        from length in Gen.Choose(0, 3)
        from bytes in Gen.ArrayOf(
            Gen.OneOf(Gen.Choose(0, 255),
                Gen.Elements<int>([.. "0123456789-+.,:;%#\t \r\n\"eNx"u8.ToArray().Select(b => (int)b)])), 3)
        from compressed in Gen.Elements(true, false)
        from forced in Gen.Elements(true, false)
        from parts in Gen.Choose(1, 3)
        from kept in Gen.Choose(0, 3)
        select new Mutation(file, place, length, [.. bytes.Take(kept).Select(value => (byte)value)], compressed,
            forced, parts),
        mutation => mutation.Bytes.Length > 0 ? [mutation with { Bytes = mutation.Bytes[1..] }] : []);

    [Fact]
    public void File_ReadsOrIsRefused_WhateverIsChangedInIt() =>
        Prop.ForAll(Mutations, mutation =>
        {
            (DataFormat format, string text) = Valid[mutation.File];
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(text)];
            bytes = mutation.Compressed && mutation.Place % 2 == 0 ? [.. Gzip([.. bytes])] : bytes;
            int place = Math.Min(mutation.Place, bytes.Count);
            bytes.RemoveRange(place, Math.Min(mutation.Length, bytes.Count - place));
            bytes.InsertRange(place, mutation.Bytes);
            string path = FileOf(mutation.Compressed && mutation.Place % 2 == 1 ? Gzip([.. bytes]) : [.. bytes],
                "mutated.mtx");
            FileOf("1\n2\n3\n", "mutated.y.mtx");
            RequireReadOrRefused(path, mutation.Forced ? As(format) : DataOptions.Default, mutation.Parts);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void File_ReadsOrIsRefused_WhenAnyOneByteIsAnother()
    {
        FileOf("1\n2\n3\n", "mutated.y.mtx");
        foreach ((DataFormat format, string text) in Valid)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int place = 0; place < bytes.Length; place++)
            {
                byte old = bytes[place];
                foreach (byte other in "\0 -9x\n"u8)
                {
                    bytes[place] = other;
                    RequireReadOrRefused(FileOf(bytes, "mutated.mtx"), As(format), parts: 1);
                }

                bytes[place] = old;
            }
        }
    }

    [Fact]
    public void Gzip_IsRefused_WhereverItIsCutOff()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 80)
            .Select(n => $"{n % 7} {n}:{n * n}\n")));
        byte[] whole = [.. Gzip(text[..400]), .. Gzip(text[400..])];
        int boundary = Gzip(text[..400]).Length;
        Assert.Equal(80, ReadSamples(FileOf(whole, "cut")).Rows);
        for (int length = 2; length < whole.Length; length++)
        {
            string path = FileOf(whole[..length], "cut");
            if (length != boundary)
            {
                DataFormatException error =
                    Assert.Throws<DataFormatException>(() => ReadSamples(path, As(DataFormat.LibSvm)));
                Assert.Contains("not a whole gzip file", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Gzip_NeverGivesOtherData_WhenAByteIsAnother()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 60)
            .Select(n => $"{n % 7} {n}:{n * n}\n")));
        RegressionData data = ReadSamples(FileOf(text));
        byte[] whole = Gzip(text);
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x15;
            string path = FileOf(damaged, "damaged");
            try
            {
                Assert.True(DataGen.Same(data, ReadSamples(path, As(DataFormat.LibSvm))), $"byte {place} went unseen");
            }
            catch (DataFormatException error)
            {
                Assert.NotEmpty(error.Remedy);
            }
        }
    }

    private static void RequireReadOrRefused(string path, DataOptions options, int parts)
    {
        try
        {
            DataFile file = DataFile.Open(path, options);
            for (int index = 0; index < parts; index++)
            {
                DataPart part = new(index, parts);
                _ = file.Kind == DataKind.Regression ? file.ReadRegression(part).Rows : file.ReadRatings(part).Count;
            }

            Assert.NotEmpty(file.Describe().ToTable());
        }
        catch (DataFormatException error)
        {
            Assert.StartsWith(error.Path, error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(error.Problem);
            Assert.NotEmpty(error.Remedy);
        }
    }
}
