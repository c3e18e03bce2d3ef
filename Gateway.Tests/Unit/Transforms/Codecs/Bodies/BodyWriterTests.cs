using System.Text;
using System.Text.Json.Nodes;
using Iris.Transforms.Codecs.Bodies;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Bodies;

/// <summary>Promise: a name stands once in its object, objects come together, and what is large is not copied.</summary>
public sealed class BodyWriterTests
{
    [Test]
    public void Write_Members_StandInTheOrderOfNamingAndOnce() => Check(
        body =>
        {
            body.Text("a", "x\"y");
            body.Number("b", 7);
            body.Text("a", "again");
            body.Text("none", null);
            body.Number("none", null);
            body.Flag("c", false);
            body.Raw("d", "[ 1 ]"u8);
            body.Array("e", writer =>
            {
                writer.WriteNumberValue(1);
                writer.WriteStringValue("two"u8);
            });
        },
        """{"a":"x\"y","b":7,"c":false,"d":[ 1 ],"e":[1,"two"]}""");

    [Test]
    public void Write_NoMembers_IsAnEmptyObject() => Check(_ => { }, "{}");

    [Test]
    public void Object_OpenedAgain_GoesOn() => Check(
        body =>
        {
            body.Object("outer", outer =>
            {
                outer.Number("a", 1);
                outer.Object("inner", inner => inner.Number("b", 2));
            });
            body.Number("between", 3);
            body.Object("outer", outer =>
            {
                outer.Object("inner", inner => inner.Number("c", 4));
                outer.Number("a", 5);
                outer.Number("d", 6);
            });
        },
        """{"outer":{"a":1,"inner":{"b":2,"c":4},"d":6},"between":3}""");

    [Test]
    public void Object_WithoutMembers_IsLeftOut() => Check(
        body =>
        {
            body.Number("a", 1);
            body.Object("empty", outer => outer.Object("inner", _ => { }));
            body.Number("b", 2);
        },
        """{"a":1,"b":2}""");

    [Test]
    public void Object_OverAValue_TakesItsPlace() => Check(
        body =>
        {
            body.Number("a", 1);
            body.Number("b", 2);
            body.Object("a", a => a.Number("c", 3));
        },
        """{"a":{"c":3},"b":2}""");

    [Test]
    public void Hold_Member_KeepsItsPlaceForALaterValue() => Check(
        body =>
        {
            body.Hold("first");
            body.Hold("never");
            body.Number("second", 2);
            body.Object("object", o => o.Number("old", 0));
            body.Number("first", 1);
            body.Hold("object");
            body.Object("object", o => o.Number("new", 3));
            Assert.That(body.Has("never"), Is.False);
        },
        """{"first":1,"second":2,"object":{"new":3}}""");

    [Test]
    public void Has_Member_IsAskedOfTheOpenObject() => BodyWriter.Write(body =>
    {
        body.Flag("a", true);
        body.Object("o", o =>
        {
            Assert.That(o.Has("a"), Is.False);
            o.Raw("a", "false"u8);
            Assert.That(o.Has("a", "false"u8), Is.True);
        });
        Assert.That(body.Has("a", "true"u8), Is.True);
        Assert.That(body.Has("o", "{}"u8), Is.False);
    });

    [Test]
    public void Raw_LargeMemory_IsASegmentOfItsOwn()
    {
        var large = Encoding.ASCII.GetBytes($"\"{new string('x', 40_000)}\"");
        var body = BodyWriter.Write(writer =>
        {
            writer.Number("a", 1);
            writer.Object("o", o => o.Raw("large", large.AsMemory()));
            writer.Number("b", 2);
        });
        Assert.Multiple(() =>
        {
            Assert.That(body.Count, Is.EqualTo(3));
            Assert.That(body[1].Bytes, Is.EqualTo((ReadOnlyMemory<byte>)large), "the very memory");
            Assert.That(Encoding.ASCII.GetString(body[0].Bytes.Span), Is.EqualTo("""{"a":1,"o":{"large":"""));
            Assert.That(Encoding.ASCII.GetString(body[2].Bytes.Span), Is.EqualTo("""},"b":2}"""));
            Assert.That(body.Length, Is.EqualTo(body.ToArray().Length));
            Assert.That((int)JsonNode.Parse(body.ToArray())!["b"]!, Is.EqualTo(2));
        });
    }

    [Test]
    public void Raw_LargeMemoryThatIsReplaced_IsGone() => Check(
        body =>
        {
            body.Raw("a", Encoding.ASCII.GetBytes(new string('1', 40_000)).AsMemory());
            body.Hold("a");
            body.Number("a", 2);
        },
        """{"a":2}""");

    // Quadratic, this would take minutes.
    [Test, CancelAfter(20_000)]
    public void Write_ManyMembersAndObjects_TakesNoLongerThanTheirNumber()
    {
        var body = BodyWriter.Write(writer =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                writer.Hold($"m{i}");
                writer.Number($"m{i}", i);
                writer.Object($"o{i}", o => o.Number("a", 1));
            }
        });
        Assert.That(JsonNode.Parse(body.ToArray())!.AsObject(), Has.Count.EqualTo(200_000));
        Check(small => small.Number("a", 1), """{"a":1}""");
    }

    [Test]
    public void Write_AfterAFailure_BeginsAnew()
    {
        Assert.Throws<InvalidOperationException>(() => BodyWriter.Write(body =>
        {
            body.Open("half");
            body.Text("a", "b");
            throw new InvalidOperationException();
        }));
        Check(body => body.Number("a", 1), """{"a":1}""");
    }

    [Test]
    public void Write_InsideOfAnother_IsABodyOfItsOwn() => Check(
        body =>
        {
            body.Number("a", 1);
            body.Raw("b", BodyWriter.Write(inner => inner.Number("c", 2)).ToArray().AsSpan());
        },
        """{"a":1,"b":{"c":2}}""");

    private static void Check(Action<BodyWriter> members, string json)
    {
        var body = BodyWriter.Write(members);
        Assert.That(Encoding.UTF8.GetString(body.ToArray()), Is.EqualTo(json));
        Assert.That(body.Length, Is.EqualTo(json.Length));
    }
}
